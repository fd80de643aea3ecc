package dev.pergola.benchmarks;

import dev.pergola.benchmarks.guarded.Alone;
import dev.pergola.benchmarks.guarded.Operation;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where operations are done that Java asks about. */
sealed interface GuardSubject extends AutoCloseable {
    /** Has one done for as long as told; how many nanoseconds it took each time. */
    double nanos(Operation operation, long forNanos);

    @Override
    void close();

    /** The plugin's jar, which can be run alone, too. */
    static byte[] jar() {
        return Bundles.build(
                Map.of("Bundle-SymbolicName", "guarded", "Private-Package", Operation.class.getPackageName()));
    }

    /**
     * A plugin in the archive.
     *
     * @param installation the archive
     * @param engine its process
     * @param client calls it
     * @param port of the server to connect to
     */
    record Hosted(Installation installation, Engine engine, PergolaClient client, int port) implements GuardSubject {
        private static final Pattern NANOS = Pattern.compile("\"status\":\"success\".*\"nanos\":([0-9.eE+-]+)");

        /** Starts the archive with the plugin in it, and grants what it asks for. */
        static Hosted start(Pergola pergola, Java java, List<String> options, Path folder, int port) {
            Installation installation = pergola.unpack(folder);
            try {
                Files.writeString(
                        folder.resolve("etc/permissions-policy"), "\ngrant * to guarded\n", StandardOpenOption.APPEND);
                Files.write(installation.plugins().resolve("guarded.jar"), jar());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Engine engine = installation.start(java, options);
            try {
                return new Hosted(installation, engine, new PergolaClient(installation, engine), port);
            } catch (RuntimeException e) {
                engine.close();
                installation.close();
                throw e;
            }
        }

        @Override
        public double nanos(Operation operation, long forNanos) {
            HttpResponse<String> response = client.post(
                    "/api/v1/plugins/guarded/execute",
                    "{\"type\":\"GUARDED\",\"input\":{\"operation\":\"" + operation + "\",\"forNanos\":" + forNanos
                            + ",\"port\":" + port + "}}");
            Matcher matcher = NANOS.matcher(response.body());
            if (response.statusCode() == 200 && matcher.find()) return Double.parseDouble(matcher.group(1));
            throw new IllegalStateException(operation + ": " + response.body() + "\n" + engine.said());
        }

        @Override
        public void close() {
            engine.close();
            installation.close();
        }
    }

    /**
     * A program under Java's own security manager and policy, without any framework.
     *
     * @param process the program
     * @param in what it is told
     * @param out what it answers
     */
    record Floor(Process process, BufferedWriter in, BufferedReader out) implements GuardSubject {
        /** Starts it in a folder. */
        static Floor start(Java java, Path folder, int port) {
            try {
                Path jar = Files.write(Files.createDirectories(folder).resolve("guarded.jar"), jar());
                Path data = Files.createDirectories(folder.resolve("data"));
                Path policy = Files.writeString(folder.resolve("floor.policy"), policy(jar, data));
                Process process = new ProcessBuilder(
                                java.home().resolve("bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-Xms32m",
                                "-Djava.security.manager=default",
                                "-Djava.security.policy==" + policy,
                                "-Djdk.io.permissionsUseCanonicalPath=true",
                                "-cp",
                                jar.toString(),
                                Alone.class.getName(),
                                data.toString(),
                                Integer.toString(port))
                        .redirectError(folder.resolve("errors.txt").toFile())
                        .start();
                return new Floor(
                        process,
                        process.outputWriter(StandardCharsets.UTF_8),
                        process.inputReader(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What the plugin asks for and what every plugin has, to this jar alone. */
        private static String policy(Path jar, Path data) {
            return "grant codeBase \"" + jar.toUri() + "\" {\n"
                    + "  permission java.io.FilePermission \"" + data + "/-\", \"read,write,delete\";\n"
                    + "  permission java.util.PropertyPermission \"user.dir\", \"read\";\n"
                    + "  permission java.net.SocketPermission \"127.0.0.1:*\", \"connect,resolve\";\n"
                    + "  permission java.lang.reflect.ReflectPermission \"suppressAccessChecks\";\n"
                    + "  permission java.lang.RuntimePermission \"accessDeclaredMembers\";\n"
                    + "};\n";
        }

        @Override
        public double nanos(Operation operation, long forNanos) {
            try {
                in.write(operation + " " + forNanos + "\n");
                in.flush();
                String answer = out.readLine();
                return Double.parseDouble(answer == null ? "it ended" : answer);
            } catch (IOException | NumberFormatException e) {
                throw new IllegalStateException(operation + " under the security manager alone: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
