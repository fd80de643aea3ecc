package dev.pergola.shell.internal.contributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.Command;
import dev.pergola.api.extension.CommandGroup;
import dev.pergola.shell.internal.fake.Fakes;
import dev.pergola.shell.internal.fake.SampleBundle;
import dev.pergola.shell.internal.fake.TestRuntime;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** Commands that plugins bring, in a real framework with a real bundle (R50, R151, R152). */
class ContributedCommandsTest {
    @TempDir
    private Path folder;

    private final Fakes fakes = new Fakes();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestRuntime runtime;
    private Bundle plugin;

    @BeforeEach
    void start() throws Exception {
        log.start();
        ((Logger) LoggerFactory.getLogger(ContributedCommands.class)).addAppender(log);
        runtime = new TestRuntime(folder.resolve("cache"), fakes, Map.of());
        plugin = runtime.context()
                .installBundle(SampleBundle.pack(folder).toUri().toString());
        activate();
    }

    @AfterEach
    void stop() throws Exception {
        ((Logger) LoggerFactory.getLogger(ContributedCommands.class)).detachAppender(log);
        runtime.close();
    }

    private void activate() throws Exception {
        plugin.start();
        fakes.calls.add(CommandGroup.class, "deployer", "1.0.0", "deploy", this::group, Map.of());
        fakes.events.publish("pergola/plugin/state/ACTIVE", Map.of("plugin", "deployer"));
        awaitCommand("deploy:advanced", true);
    }

    private Object group() {
        ServiceReference<?>[] references = plugin.getRegisteredServices();
        return references == null ? null : runtime.context().getService(references[0]);
    }

    private void awaitCommand(String name, boolean there) {
        await().untilAsserted(() -> {
            if (there) assertThat(commands()).contains(name);
            else assertThat(commands()).doesNotContain(name);
        });
    }

    private List<String> commands() throws Exception {
        return runtime.commands();
    }

    @Test
    void aPluginsCommandRunsInACallWithItsArgumentsAndOptions() throws Exception {
        assertThat(runtime.run("deploy:advanced web --strategy canary --replicas 5 --dry-run"))
                .isEqualToIgnoringNewLines("web CANARY x5 dry=true by shell");
        assertThat(runtime.run("deploy:advanced web", Map.of("pergola.actor", "ada")))
                .isEqualToIgnoringNewLines("web ALL_AT_ONCE x2 dry=false by ada");
        assertThat(fakes.calls.made).contains("deploy:advanced by shell", "deploy:advanced by ada");
        assertThat(fakes.calls.options.get(fakes.calls.options.size() - 1).input())
                .containsEntry("service", "web");
    }

    @Test
    void everyTypeOfParameterIsConverted() throws Exception {
        assertThat(runtime.run("deploy:types 7 1.5 a b --file y.txt --label p --label q --strategy all-at-once"))
                .contains(
                        "\"count\" : 7",
                        "\"ratio\" : 1.5",
                        "\"a\", \"b\"",
                        "true y.txt",
                        "\"p\", \"q\"",
                        "ALL_AT_ONCE");
        assertThat(runtime.run("deploy:types 7 --strategy CANARY")).contains("\"ratio\" : 0.5", "\"tags\" : [ ]");
    }

    @Test
    void wrongUsageIsAnErrorThatSaysWhatIsRight() {
        assertThatThrownBy(() -> runtime.run("deploy:advanced")).hasMessageContaining("<service> is missing");
        assertThatThrownBy(() -> runtime.run("deploy:advanced web --strategy canry"))
                .hasMessage(
                        "error: --strategy takes one of all-at-once, canary, but got: canry\n  Did you mean canary?");
        assertThatThrownBy(() -> runtime.run("deploy:advanced web --replicas many"))
                .hasMessageContaining("--replicas takes a whole number");
        assertThatThrownBy(() -> runtime.run("deploy:advanced web --stratgy x"))
                .hasMessageContaining("Did you mean --strategy?");
        assertThatThrownBy(() -> runtime.run("deploy:types 7")).hasMessageContaining("Option --strategy is missing");
        assertThatThrownBy(() -> runtime.run("deploy:types seven --strategy canary"))
                .hasMessageContaining("count takes a whole number");
    }

    @Test
    void whatThePluginThrowsIsTheError() {
        assertThatThrownBy(() -> runtime.run("deploy:fail"))
                .hasMessageStartingWith("error: deploy:fail: failed: disk on fire")
                .hasMessageContaining("It threw java.io.IOException")
                .hasMessageContaining("plugin:log deployer");
    }

    @Test
    void helpIsGenerated() throws Exception {
        assertThat(runtime.run("deploy:advanced --help"))
                .contains(
                        "deploy:advanced <service> [options]",
                        "Service to deploy",
                        "--strategy VALUE",
                        "one of all-at-once, canary; default ALL_AT_ONCE",
                        "deploy:advanced web --strategy canary");
        assertThat(runtime.run("pergola:help")).contains("deploy  (from the plugin deployer)", "Deploys a service");
    }

    @Test
    void methodsThatCannotBeCommandsAreLeftOutWithAWarning() throws Exception {
        assertThat(commands())
                .filteredOn(name -> name.startsWith("deploy:"))
                .containsExactlyInAnyOrder("deploy:advanced", "deploy:types", "deploy:fail", "deploy:wait");
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(line -> assertThat(line).contains("deployer 1.0.0", "Method bad ", "java.lang.Thread"))
                .anySatisfy(line -> assertThat(line).contains("Method badName", "Bad Name"))
                .anySatisfy(line -> assertThat(line).contains("Method badDefault", "whole number"))
                .anySatisfy(line -> assertThat(line).contains("Method noAnnotation", "@Argument or @Option"))
                .anySatisfy(line -> assertThat(line).contains("Method twice", "--a"))
                .anySatisfy(line -> assertThat(line).contains("Method wrongOrder", "required"))
                .anySatisfy(line -> assertThat(line).contains("Method listFirst", "last argument"));
        int before = log.list.size();
        long described = descriptions();
        fakes.events.publish("pergola/plugin/state/ACTIVE", Map.of("plugin", "other"));
        await().until(() -> descriptions() > described);
        assertThat(log.list).hasSize(before);
    }

    private long descriptions() {
        return fakes.calls.made.stream()
                .filter(call -> call.startsWith("describe commands"))
                .count();
    }

    @Test
    void reservedAndMalformedGroupsAreRefused() {
        for (String name : List.of("plugin", "gogo", "Deploy All", "felix")) {
            fakes.calls.add(CommandGroup.class, "thief", name, new Named(name), Map.of());
        }
        fakes.events.publish("pergola/plugin/state/ACTIVE", Map.of());
        await().untilAsserted(() -> assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(line -> assertThat(line).contains("thief", "plugin is the platform's own"))
                .anySatisfy(line -> assertThat(line).contains("thief", "Deploy All")));
        awaitCommand("plugin:steal", false);
    }

    @Test
    void ofTwoPluginsWithTheSameCommandTheFirstHasIt() throws Exception {
        fakes.calls.add(CommandGroup.class, "second", "x", new Named("deploy"), Map.of());
        fakes.calls.add(CommandGroup.class, "third", "y", new Named("deploy"), Map.of());
        fakes.events.publish("pergola/plugin/state/ACTIVE", Map.of());
        awaitCommand("deploy:steal", true);
        assertThat(runtime.run("deploy:steal")).isEqualToIgnoringNewLines("stolen with shell");
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anySatisfy(line -> assertThat(line).contains("third", "deploy:steal is left out", "second"));
    }

    @Test
    void commandsVanishAndComeBackWithThePlugin() throws Exception {
        fakes.calls.remove("deployer");
        plugin.stop();
        awaitCommand("deploy:advanced", false);
        assertThat(commands()).contains("plugin:list");
        activate();
        assertThat(runtime.run("deploy:advanced web")).startsWith("web");
    }

    @Test
    void commandsVanishWithTheShell() throws Exception {
        runtime.shell().stop();
        awaitCommand("deploy:advanced", false);
        assertThat(fakes.events.handlers).isEmpty();
        runtime.shell().start();
        awaitCommand("deploy:advanced", true);
    }

    /** R50: using and completing a plugin's commands leaves nothing of it behind. */
    @Test
    void thePluginsClassLoaderCanGo() throws Exception {
        WeakReference<ClassLoader> loader = use();
        fakes.calls.remove("deployer");
        plugin.uninstall();
        plugin = null;
        awaitCommand("deploy:advanced", false);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private WeakReference<ClassLoader> use() throws Exception {
        runtime.run("deploy:advanced web --strategy canary");
        runtime.run("deploy:types 1 --strategy canary --json");
        assertThatThrownBy(() -> runtime.run("deploy:fail")).isNotNull();
        WeakReference<ClassLoader> loader =
                new WeakReference<>(group().getClass().getClassLoader());
        assertThat(loader.get()).isNotSameAs(getClass().getClassLoader());
        return loader;
    }

    /** Brings a command under any name. */
    public static final class Named implements CommandGroup {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public String group() {
            return name;
        }

        @Command(name = "steal", description = "Steals")
        public String steal(ExecutionContext context) {
            return "stolen with " + context.attributes().get("caller");
        }
    }
}
