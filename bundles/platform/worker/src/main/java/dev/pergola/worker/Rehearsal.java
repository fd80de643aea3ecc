package dev.pergola.worker;

import dev.pergola.api.Bytes;
import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.worker.host.Host;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Component;
import dev.pergola.worker.link.Message.ToKernel;
import dev.pergola.worker.link.Message.ToWorker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** What a sandbox does from its start to the answer of its first call, without a kernel: with a plugin that is made for it. */
final class Rehearsal {
    private static final String ID = "rehearsal";
    private static final String LOCATION = "pergola:" + ID;
    private static final String COMPONENT = "OSGI-INF/understudy.xml";
    private static final String ALL = "ALLOW { (java.security.AllPermission \"*\" \"*\") } \"" + ID + "\"";

    private Rehearsal() {}

    /**
     * Plays it, with a plugin that needs a framework or one that is flat; throws {@link IllegalStateException} where anything
     * does not go as it should.
     */
    static void play(Function<Message.Load, Host> hosts, boolean flat, Path folder) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(flat ? "flat" : "framework"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            Link<ToWorker, ToKernel> workers = Link.ofWorker(SocketChannel.open(address), Link.MOST_BYTES);
            play(Link.ofKernel(server.accept(), Link.MOST_BYTES), workers, hosts, flat, folder);
        }
    }

    private static void play(
            Link<ToKernel, ToWorker> link,
            Link<ToWorker, ToKernel> workers,
            Function<Message.Load, Host> hosts,
            boolean flat,
            Path folder)
            throws IOException {
        WorkerLog.sendTo(workers);
        workers.send(new Message.Hello(Message.PROTOCOL, "", 0));
        await(link, Message.Hello.class);
        Thread worker = new Thread(new Worker(workers, hosts)::run, "pergola-rehearsal");
        worker.setDaemon(true);
        worker.start();
        await(link, Message.Ready.class);
        link.send(load(jar(folder), flat, folder));
        await(link, Message.Loaded.class);
        Map<String, Object> input = Map.of("list", List.of(1, "x", 2.5, true, Bytes.of(new byte[1])));
        link.send(new Message.Execute(1, ID, ID, ID, input, Map.of(), 1_000));
        await(link, Message.Answer.class);
        link.close();
    }

    private static void await(Link<ToKernel, ToWorker> link, Class<? extends ToKernel> expected) {
        ToKernel said = link.receive();
        while (said instanceof Message.Log || said instanceof Message.Progress) said = link.receive();
        if (!expected.isInstance(said)) throw new IllegalStateException("It says " + said);
    }

    private static Message.Load load(Path jar, boolean flat, Path folder) {
        return new Message.Load(
                new Message.Plugin(
                        ID,
                        ID,
                        "1.0.0",
                        ID,
                        ID,
                        ID,
                        ID,
                        List.of(ID),
                        "[1.0,2.0)",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()),
                List.of(new Message.Jar(LOCATION, jar.toString(), flat ? imports() : Map.of())),
                Map.of(),
                Map.of(ID, Map.of("key", "value")),
                flat ? List.of(component()) : List.of(),
                List.of(ALL),
                Long.MAX_VALUE,
                new Message.Environment("1.0.0", folder.toString(), 1, 1, 1, 1, "INFO"));
    }

    private static Map<String, Object> imports() {
        return Map.of(PluginContext.class.getPackageName(), "", TaskProcessor.class.getPackageName(), "");
    }

    private static Component component() {
        return new Component(
                ID,
                Understudy.class.getName(),
                false,
                List.of(TaskProcessor.class.getName()),
                List.of(),
                List.of(ID),
                Component.Configuration.OPTIONAL,
                0,
                List.of(),
                "",
                List.of());
    }

    private static Path jar(Path folder) throws IOException {
        Path jar = folder.resolve(ID + ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest())) {
            String component = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.4.0\" name=\"" + ID + "\""
                    + " configuration-pid=\"" + ID + "\"><property name=\"pergola.extension.named\" value=\"" + ID
                    + "\"/><service><provide interface=\"" + TaskProcessor.class.getName() + "\"/></service>"
                    + "<implementation class=\"" + Understudy.class.getName() + "\"/></scr:component>";
            add(out, COMPONENT, component.getBytes(StandardCharsets.UTF_8));
            String file = Understudy.class.getName().replace('.', '/') + ".class";
            try (InputStream in = Rehearsal.class.getResourceAsStream("/" + file)) {
                if (in == null) throw new IllegalStateException("There is no " + file);
                add(out, file, in.readAllBytes());
            }
        }
        return jar;
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", ID);
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Service-Component", COMPONENT);
        main.putValue(
                "Import-Package", PluginContext.class.getPackageName() + "," + TaskProcessor.class.getPackageName());
        main.putValue(
                "Require-Capability",
                "osgi.extender;filter:=\"(&(osgi.extender=osgi.component)(version>=1.5.0)(!(version>=2.0.0)))\"");
        return manifest;
    }

    private static void add(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        ((OutputStream) out).write(content);
        out.closeEntry();
    }
}
