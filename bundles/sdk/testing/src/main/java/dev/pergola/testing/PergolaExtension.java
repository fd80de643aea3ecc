package dev.pergola.testing;

import dev.pergola.testing.PergolaTest.Sharing;
import dev.pergola.testing.internal.ClassPathBundle;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstantiationAwareExtension;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link PergolaTest} stands for. The runtime starts when a test first asks for it, and ends with its scope. */
public final class PergolaExtension implements ParameterResolver, TestInstantiationAwareExtension {
    private static final Namespace NAMESPACE = Namespace.create(PergolaExtension.class);

    /** Made by JUnit. */
    public PergolaExtension() {}

    /** The constructor's parameters belong to the test that the instance is made for. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PergolaRuntime.class || type == PluginClient.class || type == EventRecorder.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        ExtensionContext owner = owner(context);
        PergolaTest annotation = annotation(owner)
                .orElseThrow(() -> new IllegalStateException(
                        owner.getDisplayName() + " has no @PergolaTest: annotate the class with that instead"));
        if (type == PluginClient.class && annotation.plugins().length == 0) {
            throw new IllegalStateException("@PergolaTest installs no plugin, so there is no client for one: take the"
                    + " PergolaRuntime as a parameter instead");
        }
        Environment environment = environment(annotation, owner, context);
        if (type == PluginClient.class) return environment.underTest().orElseThrow();
        return type == EventRecorder.class ? environment.runtime().events() : environment.runtime();
    }

    private static Environment environment(PergolaTest annotation, ExtensionContext owner, ExtensionContext context) {
        ExtensionContext scope = annotation.sharing() == Sharing.CLASS ? owner : context;
        return scope.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        Environment.class,
                        key -> Environment.start(annotation, owner.getRequiredTestClass()),
                        Environment.class);
    }

    /** The context of the class that carries the annotation, around the nested ones. */
    private static ExtensionContext owner(ExtensionContext context) {
        ExtensionContext owner = context;
        while (owner.getParent().flatMap(PergolaExtension::annotation).isPresent()) {
            owner = owner.getParent().get();
        }
        return owner;
    }

    private static Optional<PergolaTest> annotation(ExtensionContext context) {
        return context.getTestClass()
                .flatMap(type ->
                        AnnotationSupport.findAnnotation(type, PergolaTest.class, context.getEnclosingTestClasses()));
    }

    /** A runtime, and the plugin under test in it. JUnit closes it with its scope. */
    private record Environment(PergolaRuntime runtime, Optional<PluginClient> underTest) implements AutoCloseable {

        static Environment start(PergolaTest annotation, Class<?> testClass) {
            PergolaRuntime.Builder builder = PergolaRuntime.builder();
            for (String setting : annotation.settings()) {
                int equals = setting.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException("A setting is written key=value, but this one is: " + setting);
                }
                builder.setting(setting.substring(0, equals), setting.substring(equals + 1));
            }
            List<Path> plugins = List.of(annotation.plugins()).stream()
                    .map(plugin -> location(plugin, testClass))
                    .toList();
            PergolaRuntime runtime = builder.start();
            try {
                List<PluginClient> clients =
                        plugins.stream().map(runtime::install).toList();
                return new Environment(runtime, clients.stream().findFirst());
            } catch (RuntimeException | AssertionError e) {
                runtime.close();
                throw e;
            }
        }

        private static Path location(String plugin, Class<?> testClass) {
            if (plugin.equals(PergolaTest.THIS_MODULE)) return thisModule(testClass);
            return plugin.contains("/") ? Path.of(plugin) : PergolaRuntime.location(plugin);
        }

        /** What the class path has beside the folder of the test's classes: the jar, or the folder of the classes. */
        private static Path thisModule(Class<?> testClass) {
            try {
                Path testClasses = Path.of(testClass
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                Path build = Optional.ofNullable(
                                testClasses.toAbsolutePath().normalize().getParent())
                        .orElse(testClasses);
                return ClassPathBundle.all().stream()
                        .filter(bundle -> bundle.plugin() && bundle.location().startsWith(build))
                        .findFirst()
                        .map(ClassPathBundle::location)
                        .orElseThrow(() -> new IllegalStateException("The module of " + testClass.getSimpleName()
                                + " has no plugin: nothing on the class path below " + build
                                + " has a manifest that provides the capability pergola.plugin. Is there a class with"
                                + " @Plugin, and does bnd-maven-plugin run?"));
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            runtime.close();
        }
    }
}
