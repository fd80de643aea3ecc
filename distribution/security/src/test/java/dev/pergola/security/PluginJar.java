package dev.pergola.security;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.EmbeddedResource;
import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attacker;
import dev.pergola.security.attack.FlatAttacker;
import dev.pergola.security.attack.Need;
import dev.pergola.security.attack.Prey;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes jars of the attacker under any name, which declare what they are told to. bnd writes their manifests. */
final class PluginJar {
    private static final String CODE = Attack.class.getPackageName();
    private static final String OSGI = "org.osgi.";
    private static final String FRAMEWORK =
            "org.osgi.framework.*,org.osgi.resource.*,org.osgi.dto,org.osgi.service.event";

    /** Packages in which classes are looked for by name. */
    private static final List<String> LOOKED_FOR = List.of(
            "ch.qos.logback.classic",
            "com.sun.net.httpserver",
            "com.sun.tools.attach",
            "dev.pergola.lifecycle",
            "dev.pergola.store",
            "jakarta.servlet",
            "jdk.jfr",
            "org.apache.felix.service.command",
            "org.osgi.service.cm",
            "org.osgi.service.condition",
            "org.osgi.service.log",
            "org.osgi.service.url",
            "sun.misc");

    private final Properties facts;

    PluginJar(Properties facts) {
        this.facts = facts;
    }

    Path make(String id, Collection<Need> needs, Path folder) throws Exception {
        return make(id, needs, folder, headers -> {});
    }

    /**
     * One that needs no framework: it has its context alone, and asks for no package of OSGi's. The classes of such ones that its
     * code mentions it has itself, so that all of the code can be loaded; nothing comes of them.
     */
    Path makeFlat(String id, Path folder) throws Exception {
        return make(id, List.of(), folder, headers -> {
            headers.putAll(component(FlatAttacker.class));
            headers.put("Private-Package", CODE + "," + FRAMEWORK);
            headers.put(
                    "Import-Package", imports(List.of(), LOOKED_FOR.stream().filter(name -> !name.startsWith(OSGI))));
        });
    }

    /** With other headers. */
    Path make(String id, Collection<Need> needs, Path folder, Consumer<Map<String, String>> change) throws Exception {
        Path file = folder.resolve(id + ".jar");
        try (Builder builder = new Builder()) {
            builder.addClasspath(Path.of(Attack.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toFile());
            for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (element.contains("pergola") || element.contains("osgi") || element.contains("slf4j")) {
                    builder.addClasspath(new File(element));
                }
            }
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Bundle-SymbolicName", id);
            headers.put("Bundle-Version", "1.0.0");
            headers.put("Private-Package", CODE);
            headers.put("Import-Package", imports(needs, LOOKED_FOR.stream()));
            headers.put("Require-Capability", requirements(needs));
            headers.putAll(component(Attacker.class));
            change.accept(headers);
            headers.forEach(builder::setProperty);
            builder.setProperty("-noimportjava", "true");
            aQute.bnd.osgi.Jar jar = builder.build();
            if (!builder.isOk()) throw new IllegalStateException("bnd: " + builder.getErrors());
            rename(jar, id);
            jar.putResource(Prey.FACTS, new EmbeddedResource(bytes(facts), 0L));
            try (OutputStream out = Files.newOutputStream(file)) {
                jar.write(out);
            }
        }
        return file;
    }

    /** A jar has one of the attackers. */
    private static Map<String, String> component(Class<?> type) {
        return Map.of("-dsannotations", type.getName(), "-bundleannotations", type.getName());
    }

    /** What was not granted is asked for all the same, and done without: else the plugin would not start. */
    private static String imports(Collection<Need> needs, Stream<String> lookedFor) {
        List<String> granted = needs.stream()
                .filter(need -> need.permission().equals("package.import"))
                .map(Need::target)
                .toList();
        String all = lookedFor
                .map(name -> granted.contains(name) ? name : name + ";resolution:=optional")
                .collect(Collectors.joining(","));
        return all + ",!dev.pergola.launcher,!jdk.*,!sun.*,!com.sun.*,!ch.qos.*,org.jspecify.*;resolution:=optional,*";
    }

    /** The annotation names one id; each jar has its own. */
    private static void rename(aQute.bnd.osgi.Jar jar, String id) throws Exception {
        for (String header : new String[] {"Provide-Capability", "Require-Capability"}) {
            var attributes = jar.getManifest().getMainAttributes();
            String value = attributes.getValue(header);
            attributes.putValue(header, value.replace("id=attacker", "id=" + id));
        }
    }

    private static byte[] bytes(Properties facts) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        facts.store(bytes, null);
        return bytes.toByteArray();
    }

    private String requirements(Collection<Need> needs) {
        return needs.stream()
                .map(need -> "pergola.permission;effective:=pergola;permission=\"" + need.permission() + "\""
                        + (need.target().isEmpty() ? "" : ";target=\"" + filled(need.target()) + "\""))
                .collect(Collectors.joining(","));
    }

    private String filled(String target) {
        return Stream.of("outside", "home", "port", "registrar")
                .reduce(target, (text, fact) -> text.replace("{" + fact + "}", facts.getProperty(fact)));
    }
}
