package dev.pergola.acceptance;

import static org.ops4j.pax.exam.CoreOptions.bundle;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.spi.DefaultExamSystem;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/**
 * Runs the test methods of a class inside a framework with the bundles of the archive, in a process of its own. The
 * class is loaded from a bundle there, which is started with the others: a bundle that came later would be taken for one
 * that went round the pipeline. Callbacks such as {@code @BeforeEach} are not run in there.
 */
public final class PaxExamExtension implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(PaxExamExtension.class);

    private record Running(TestContainer container, Map<String, TestAddress> addresses) {}

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Class<?> type = context.getRequiredTestClass();
        Path folder = Files.createTempDirectory(Path.of(System.getProperty("pergola.work")), "exam-");
        ExamSystem system = DefaultExamSystem.create(ExamOptions.of(folder));
        TestProbeBuilder probe = system.createProbe();
        Map<String, TestAddress> addresses = new HashMap<>();
        for (Method method : type.getDeclaredMethods())
            if (method.isAnnotationPresent(Test.class))
                addresses.put(method.getName(), probe.addTest(type, method.getName()));
        Path jar = folder.resolve("probe.jar");
        try (InputStream content = probe.build().getStream()) {
            Files.copy(content, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        TestContainer container = PaxExamRuntime.createContainer(
                system.fork(new Option[] {bundle(jar.toUri().toString())}));
        context.getStore(NAMESPACE).put(type, new Running(container, addresses));
        container.start();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        invocation.skip();
        Running running = running(context);
        TestAddress address = running.addresses.get(method.getExecutable().getName());
        if (address == null) throw new IllegalStateException("Only methods with @Test can run in there");
        try {
            running.container.call(address);
        } catch (TestContainerException failure) {
            throw cause(failure);
        }
    }

    /** The assertion that failed, or what else was thrown in there, instead of the way that it took. */
    private static Throwable cause(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null && !(deepest instanceof AssertionError)) deepest = deepest.getCause();
        return deepest;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Running running = running(context);
        if (running != null) running.container.stop();
    }

    private static Running running(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(context.getRequiredTestClass(), Running.class);
    }
}
