package dev.pergola.worker.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.worker.host.fixture.Base;
import dev.pergola.worker.host.fixture.Everything;
import dev.pergola.worker.host.fixture.Looking;
import dev.pergola.worker.host.fixture.Moody;
import dev.pergola.worker.host.fixture.Ranked;
import dev.pergola.worker.host.fixture.Settings;
import dev.pergola.worker.host.fixture.library.Shared;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Component;
import dev.pergola.worker.link.Message.Component.Configuration;
import dev.pergola.worker.link.Message.Component.Property;
import dev.pergola.worker.link.Message.Component.Reference;
import dev.pergola.worker.link.Message.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Components without a framework are what Declarative Services would make of them (R101). */
class FlatHostTest {
    private static final String PLUGIN = "pergola:plugin/a/1.0.0/0/1";
    private static final String LIBRARY = "pergola:library/l/1.0.0/0/1";

    @TempDir
    Path folder;

    private final Map<String, Object> configurations = new HashMap<>();
    private final List<Component> components = new ArrayList<>();
    private Components running;
    private final PluginContext context = (PluginContext) Proxy.newProxyInstance(
            PluginContext.class.getClassLoader(),
            new Class<?>[] {PluginContext.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "services" -> running.services((Class<?>) arguments[0]);
                case "equals" -> proxy == arguments[0];
                default -> throw new UnsupportedOperationException(method.toString());
            });

    @Test
    void aComponentGetsWhatItAsksForInEachWayThatThereIs() throws Exception {
        configurations.put("a", Map.of("names", List.of("x", "y"), "service.pid", "a"));
        components.add(everything(Configuration.OPTIONAL));

        assertThat(only(Supplier.class).get())
                .isEqualTo(Map.of(
                        "greeting",
                        "hello",
                        "most",
                        7,
                        "names",
                        List.of("x", "y"),
                        "pid",
                        "a",
                        "contexts",
                        true,
                        "activated",
                        "by hello"));
    }

    @Test
    void aComponentThatNeedsAConfigurationIsNotThereWithoutOne() throws Exception {
        components.add(everything(Configuration.REQUIRE));

        assertThat(start(plugin()).provided(Supplier.class)).isEmpty();
    }

    @Test
    void aComponentThatFailsIsMadeAnewWhenItIsAskedForTheNextTime() throws Exception {
        components.add(component("moody", Moody.class, Supplier.class));
        Components started = start(plugin());

        assertThat(started.provided(Supplier.class)).isEmpty();
        assertThat(started.provided(Supplier.class)).hasSize(1).isEqualTo(started.provided(Supplier.class));
    }

    @Test
    void aComponentThatAsksForItselfWhileItIsMadeDoesNotGetIt() throws Exception {
        components.add(looking());

        assertThat(look("others")).isEqualTo("0");
    }

    @Test
    void theHighestRankingComesFirst() throws Exception {
        components.add(ranked("low", -1));
        components.add(ranked("high", 5));
        components.add(ranked("none", 0));

        assertThat(start(plugin()).provided(Supplier.class).stream().map(Supplier::get))
                .containsExactly("high", "none", "low");
    }

    @Test
    void whatIsNotAPluginsIsNoComponentOfIt() throws Exception {
        components.add(component("thief", ProcessBuilder.class, Supplier.class));
        components.add(component("worker", FlatHostTest.class, Supplier.class));

        assertThat(start(plugin()).provided(Supplier.class)).isEmpty();
    }

    @Test
    void whoAsksForATaskProcessorThatIsNotThereIsToldSo() throws Exception {
        components.add(component("broken", ProcessBuilder.class, TaskProcessor.class));
        Components started = start(plugin());

        assertThatThrownBy(() -> started.processor("broken")).hasMessageContaining("broken did not start");
        assertThatThrownBy(() -> started.processor("other")).hasMessageContaining("no task processor other");
    }

    @Test
    void classesAreItsOwnAndThoseOfPackagesThatItImports() throws Exception {
        components.add(looking());

        assertThat(look(Settings.class.getName())).isEqualTo("own");
        assertThat(look(PluginContext.class.getName())).isEqualTo("another's");
        assertThat(look("java.sql.Connection")).isEqualTo("another's");
        assertThat(look(TaskProcessor.class.getName())).as("not imported").isEqualTo("none");
        assertThat(look(Components.class.getName())).as("of the worker").isEqualTo("none");
        assertThat(look("org.osgi.framework.Bundle")).as("of the class path").isEqualTo("none");
        assertThat(look("javax.xml.parsers.SAXParser")).as("not imported").isEqualTo("none");
    }

    @Test
    void whatJavaLooksForInItsNameIsThere() throws Exception {
        components.add(looking());

        assertThat(look("zone")).isEqualTo("Asia/Kathmandu");
        assertThat(look("sun.util.calendar.ZoneInfoFile"))
                .as("for the plugin itself")
                .isEqualTo("none");
    }

    @Test
    void resourcesAreThoseOfItsJar() throws Exception {
        components.add(looking());

        assertThat(look("resource beside.txt")).isEqualTo("beside");
        assertThat(look("resource /dev/pergola/worker/host/fixture/beside.txt")).isEqualTo("beside");
        assertThat(look("address Looking.class"))
                .as("of what is relative to it")
                .isEqualTo("beside");
        assertThat(look("text Looking.class")).as("by its address as text").isNotEqualTo("none");
        assertThat(look("loader /dev/pergola/worker/host/fixture/beside.txt")).isEqualTo("beside");
        assertThat(look("origin")).startsWith("plugin://");
        assertThat(look("resource none.txt")).isEqualTo("none");
        assertThat(look("resource /dev/pergola/worker/host/Host.class")).isEqualTo("none");
    }

    @Test
    void aPackageComesFromTheBundleThatItIsWiredTo() throws Exception {
        components.add(looking());
        String packageName = Shared.class.getPackageName();
        Jar library = new Jar(LIBRARY, jar("library.jar", Shared.class).toString(), Map.of());
        String plugin = jar("plugin.jar", Looking.class).toString();

        start(List.of(library, new Jar(PLUGIN, plugin, Map.of("dev.pergola.api", "", packageName, LIBRARY))));
        assertThat(look(Shared.class.getName())).isEqualTo("another's");

        start(List.of(library, new Jar(PLUGIN, plugin, Map.of("dev.pergola.api", ""))));
        assertThat(look(Shared.class.getName())).as("not imported").isEqualTo("none");
    }

    @Test
    void aPackageThatComesFromNowhereIsAnError() throws Exception {
        components.add(looking());
        Jar jar = new Jar(PLUGIN, jar("plugin.jar", Looking.class).toString(), Map.of("x.y", LIBRARY));

        assertThatThrownBy(() -> start(List.of(jar)))
                .hasMessageContaining("x.y")
                .hasMessageContaining(LIBRARY);
    }

    private String look(String what) throws Exception {
        return only(Function.class).apply(what).toString();
    }

    private <T> T only(Class<T> type) throws Exception {
        if (running == null) start(plugin());
        List<T> all = running.provided(type);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Components start(List<Jar> jars) throws Exception {
        FlatHost host = new FlatHost(false, Optional.empty(), jars);
        host.permit(List.of(), Long.MAX_VALUE);
        running = host.load(load(jars), context);
        running.start();
        return running;
    }

    private Message.Load load(List<Jar> jars) {
        return new Message.Load(
                new Message.Plugin(
                        "a", "A", "1.0.0", "", "", "", "", List.of(), "[1,2)", List.of(), List.of(), List.of(),
                        List.of()),
                jars,
                Map.of(),
                configurations,
                components,
                List.of(),
                Long.MAX_VALUE,
                new Message.Environment("1.0.0", folder.toString(), 1, 1, 1, 1, "INFO"));
    }

    private List<Jar> plugin() throws IOException {
        Path jar = jar(
                "plugin.jar",
                Base.class,
                Everything.class,
                Looking.class,
                Looking.timeZones(),
                Moody.class,
                Ranked.class,
                Settings.class);
        return List.of(new Jar(PLUGIN, jar.toString(), Map.of("dev.pergola.api", "")));
    }

    private Path jar(String name, Class<?>... classes) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Class<?> each : classes) {
                String file = each.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(file));
                try (InputStream in = each.getResourceAsStream("/" + file)) {
                    in.transferTo(out);
                }
            }
            out.putNextEntry(new ZipEntry(Base.class.getPackageName().replace('.', '/') + "/beside.txt"));
            out.write("beside".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static Component everything(Configuration configuration) {
        return new Component(
                "everything",
                Everything.class.getName(),
                false,
                List.of(Supplier.class.getName()),
                List.of(
                        new Property("greeting", "java.lang.String", false, List.of("hello")),
                        new Property("most.words", "java.lang.Integer", false, List.of("7")),
                        new Property("names", "java.lang.String", true, List.of("n"))),
                List.of("a"),
                configuration,
                2,
                List.of("properties", "settings"),
                "start",
                List.of(new Reference(1, "", ""), new Reference(-1, "field", ""), new Reference(-1, "", "bind")));
    }

    private static Component looking() {
        return new Component(
                "looking",
                Looking.class.getName(),
                false,
                List.of(Function.class.getName()),
                List.of(),
                List.of("looking"),
                Configuration.OPTIONAL,
                1,
                List.of(),
                "activate",
                List.of(new Reference(0, "", "")));
    }

    private static Component ranked(String name, int ranking) {
        Property property = new Property("service.ranking", "java.lang.Integer", false, List.of("" + ranking));
        return new Component(
                name,
                Ranked.class.getName(),
                false,
                List.of(Supplier.class.getName()),
                List.of(property),
                List.of(name),
                Configuration.OPTIONAL,
                1,
                List.of(),
                "activate",
                List.of());
    }

    private static Component component(String name, Class<?> type, Class<?> service) {
        return new Component(
                name,
                type.getName(),
                false,
                List.of(service.getName()),
                List.of(),
                List.of(name),
                Configuration.OPTIONAL,
                0,
                List.of(),
                "activate",
                List.of());
    }
}
