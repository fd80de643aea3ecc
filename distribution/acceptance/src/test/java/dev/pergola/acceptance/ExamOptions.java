package dev.pergola.acceptance;

import static org.ops4j.pax.exam.CoreOptions.bootClasspathLibrary;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import dev.pergola.launcher.Kernel;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Constants;
import org.ops4j.pax.exam.Option;

/** The unpacked archive as Pax Exam's options: what the kernel starts, and how. */
final class ExamOptions {
    private ExamOptions() {}

    /** Everything that is written goes into the folder. */
    static Option[] of(Path folder) throws IOException {
        Path home = Instance.home();
        Settings settings = Settings.builder(home)
                .set(ConfigurationKeys.DATA, Files.createDirectories(folder.resolve("data")))
                .set(ConfigurationKeys.PLUGIN_DIRECTORIES, List.of(Files.createDirectories(folder.resolve("plugins"))))
                .set(ConfigurationKeys.HTTP_PORT, 0)
                .set(ConfigurationKeys.SHELL_ENABLED, false)
                // The probe ends the process where a test tells it to.
                .set(ConfigurationKeys.VETTING_RULES, List.of("scan.exit=warn"))
                .build();
        List<Option> options = new ArrayList<>();
        options.add(workingDirectory(folder.resolve("exam").toString()));
        options.add(systemProperty("logback.configurationFile")
                .value(home.resolve("etc/logback.xml").toString()));
        options.add(systemProperty("pergola.data")
                .value(settings.get(ConfigurationKeys.DATA).toString()));
        Instance.jvm().forEach(option -> options.add(vmOption(option)));
        Kernel.frameworkProperties(settings)
                .forEach((name, value) -> options.add(frameworkProperty(name).value(value)));
        options.add(frameworkProperty("test.plugin").value(jar(folder, "inside", "1.0.0")));
        options.add(frameworkProperty("test.plugin.update").value(jar(folder, "inside", "1.1.0")));
        options.add(frameworkProperty("test.intruder").value(jar(folder, "intruder", "1.0.0")));
        for (Path jar : jars(home.resolve("lib/kernel")))
            options.add(bootClasspathLibrary(jar.toUri().toString()).beforeFramework());
        for (Path jar : jars(home.resolve("lib/bundles")))
            options.add(bundle(jar.toUri().toString()).startLevel(Constants.START_LEVEL_DEFAULT_PROVISION));
        for (Path jar : jars(Path.of(System.getProperty("pergola.exam.bundles"))))
            options.add(bundle(jar.toUri().toString()).startLevel(Constants.START_LEVEL_SYSTEM_BUNDLES));
        return options.toArray(Option[]::new);
    }

    private static String jar(Path folder, String id, String version) {
        return ProbeJar.of(id, version).dropInto(folder).toString();
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
