package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.permissions.probe.Probe;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Plugins that guard what they offer by permissions of their own. */
class DefinedPermissionsTest extends EnforcementStories {
    /** A defines a permission, B and C call A: what counts is what they were granted (R130). */
    @Test
    void aPluginMayAskWhoeverCallsItForAPermissionThatItDefines() throws Throwable {
        PluginDefinitionProbe a = define("a", "a.invoices.read");
        grant("b", "a.invoices.read", "acme");
        Bundle b = felix.plugin(plugin("b", "1.0.0")
                .requestPermission("a.invoices.read", "acme")
                .build());
        Bundle c = felix.plugin(plugin("c", "1.0.0")
                .requestPermission("a.invoices.read", "acme")
                .build());
        Runnable acme = () -> felix.core.requireOfCallers("a", "a.invoices.read", "acme");
        assertThat(a.run(acme)).as("nobody but the plugin itself").isEqualTo("ran");
        assertThat(through(b, a, acme)).isEqualTo("ran");
        assertThatThrownBy(() -> through(c, a, acme))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("The plugin c may not do this")
                .hasMessageContaining("permission:grant c a.invoices.read acme");
        assertThatThrownBy(() -> through(b, a, () -> felix.core.requireOfCallers("a", "a.invoices.read", "other")))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("The plugin b may not do this");
        AtomicBoolean may = new AtomicBoolean(true);
        through(c, a, () -> may.set(felix.core.callersMay("a", "a.invoices.read", "acme")));
        assertThat(may).isFalse();
        through(b, a, () -> may.set(felix.core.callersMay("a", "a.invoices.read", "acme")));
        assertThat(may).isTrue();
        assertThatThrownBy(() -> felix.core.requireOfCallers("b", "a.invoices.read", "acme"))
                .as("a permission is its definer's to ask for")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The plugin b defines no permission");
        assertThat(felix.core.callers().wasFaultOf("a", "c")).isTrue();
        assertThat(felix.core.callers().wasFaultOf("a", "c"))
                .as("each fault counts once")
                .isFalse();
    }

    /** Runs something with the code of a plugin on the stack. */
    private interface PluginDefinitionProbe {
        Object run(Runnable work) throws Throwable;
    }

    private PluginDefinitionProbe define(String id, String permission) throws BundleException {
        Bundle bundle = felix.plugin(
                plugin(id, "1.0.0").build(),
                "Provide-Capability",
                "pergola.permission.definition;name=" + permission + ";sentence=\"Read {target}\";risk=medium");
        // Found beforehand: to look into a bundle is not the callers' to do.
        Method run = method(bundle);
        return work -> invoked(run, work);
    }

    private static Object through(Bundle caller, PluginDefinitionProbe definer, Runnable work) throws Throwable {
        return through(caller, () -> {
            try {
                definer.run(work);
            } catch (RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Object through(Bundle bundle, Runnable work) throws Throwable {
        return invoked(method(bundle), work);
    }

    private static Method method(Bundle bundle) {
        try {
            return bundle.loadClass(Probe.class.getName()).getMethod("run", Runnable.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object invoked(Method method, Runnable work) throws Throwable {
        try {
            return method.invoke(null, work);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
