package dev.pergola.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class, and of the classes nested in it, against a real runtime with the plugin under test in it.
 * Tests take a {@link PluginClient} for that plugin, the {@link PergolaRuntime}, or its {@link EventRecorder} as
 * parameters, of the constructor or of methods.
 *
 * <pre>{@code
 * @PergolaTest
 * class GreeterTest {
 *     @Test
 *     void greets(PluginClient greeter) {
 *         assertThatOutput(greeter.execute("GREET", Map.of("name", "Ada"))).containsEntry("text", "Hello, Ada");
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(PergolaExtension.class)
public @interface PergolaTest {
    /** Stands for the plugin that the module of the test builds: its jar, or the folder of its classes. */
    String THIS_MODULE = ".";

    /**
     * The plugins to install before the tests, in this order; the first one is under test. Each is {@link #THIS_MODULE},
     * the id of a plugin on the test's class path, or the path of a jar or of a folder of classes, which has a slash in
     * it. Empty for none.
     */
    String[] plugins() default {THIS_MODULE};

    /** Settings of the platform, each as {@code key=value}, such as {@code limits.execution-timeout=2s}. */
    String[] settings() default {};

    /** Whether the tests of a class share a runtime, or each has its own. */
    Sharing sharing() default Sharing.CLASS;

    /** Who shares a runtime. */
    enum Sharing {
        /** All tests of a class: fast. What one test does to the plugin, the others see. */
        CLASS,
        /** Nobody: each test has a runtime of its own. */
        METHOD
    }
}
