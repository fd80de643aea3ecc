package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;
import static dev.pergola.permissions.internal.SecureFramework.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.Orders;
import dev.pergola.api.AvailableResources;
import dev.pergola.api.PluginMetadata;
import dev.pergola.house.Door;
import dev.pergola.permissions.probe.Probe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Packages, services, fragments and libraries: who may have which (R133, R135). */
class ModuleEnforcementTest extends EnforcementStories {
    /** The classes that are looked for are on the class path of the framework too, and have to come by import. */
    @Test
    void onlyTheSdkAndSpecificationsCanBeImported() throws Throwable {
        Bundle fine =
                felix.plugin(plugin("a", "1.0.0").build(), "Import-Package", "org.osgi.framework,dev.pergola.api");
        assertThat(call(fine, "load", "dev.pergola.api.PluginContext")).isEqualTo("dev.pergola.api.PluginContext");
        assertThatThrownBy(() -> felix.plugin(
                        plugin("b", "1.0.0").build(), "Import-Package", "org.osgi.framework,dev.pergola.house"))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("dev.pergola.house");
        assertThatThrownBy(() -> felix.plugin(
                        plugin("c", "1.0.0").build(), "Import-Package", "org.osgi.framework,ch.qos.logback.classic"))
                .isInstanceOf(BundleException.class);
        grant("d", "package.import", "ch.qos.logback.classic");
        assertThat(felix.plugin(
                                plugin("d", "1.0.0")
                                        .requestPermission("package.import", "ch.qos.logback.*")
                                        .build(),
                                "Import-Package",
                                "org.osgi.framework,ch.qos.logback.classic")
                        .getState())
                .isEqualTo(Bundle.ACTIVE);
        Bundle provider = felix.plugin(
                plugin("e", "1.0.0").build(), "Export-Package", "dev.pergola.permissions.probe;version=1.0");
        Bundle user = felix.install(
                "pergola:library/f/1.0.0/0123456789ab/99",
                Map.of("Bundle-SymbolicName", "f", "Import-Package", "dev.pergola.permissions.probe"),
                List.of());
        user.start();
        assertThat(provider.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void aPluginCannotPassItsPackagesOffAsTheSdks() throws Throwable {
        felix.plugin(plugin("a", "1.0.0").build(), "Export-Package", "dev.pergola.api;version=9.0");
        Bundle user = felix.plugin(
                plugin("b", "1.0.0").build(), "Import-Package", "org.osgi.framework,dev.pergola.api;version=\"[1,2)\"");
        assertThat(user.getState()).isEqualTo(Bundle.ACTIVE);
        assertThatThrownBy(() -> felix.plugin(
                        plugin("c", "1.0.0").build(),
                        "Import-Package",
                        "org.osgi.framework,dev.pergola.api;version=\"[9,10)\""))
                .isInstanceOf(BundleException.class);
    }

    @Test
    void fragmentsAttachToNobody() throws Throwable {
        Bundle onPlatform = felix.install(
                "pergola:library/f/1.0.0/0123456789ab/90",
                Map.of("Bundle-SymbolicName", "f", "Fragment-Host", "dev.pergola.house"),
                List.of());
        Bundle onPlugin = felix.install(
                "pergola:library/g/1.0.0/0123456789ab/91",
                Map.of("Bundle-SymbolicName", "g", "Fragment-Host", "a"),
                List.of());
        Bundle required = felix.install(
                "pergola:library/h/1.0.0/0123456789ab/92",
                Map.of("Bundle-SymbolicName", "h", "Require-Bundle", "dev.pergola.house"),
                List.of());
        felix.plugin(plugin("a", "1.0.0").build());
        felix.framework.adapt(org.osgi.framework.wiring.FrameworkWiring.class).resolveBundles(null);
        assertThat(onPlatform.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(onPlugin.getState()).isEqualTo(Bundle.INSTALLED);
        assertThatThrownBy(required::start).isInstanceOf(BundleException.class);
    }

    @Test
    void servicesOfTheSdkAreForAllAndThoseOfThePlatformForNobody() throws Throwable {
        AvailableResources resources = new AvailableResources(1, 2, 3, 4);
        felix.framework.getBundleContext().registerService(AvailableResources.class, resources, null);
        felix.framework.getBundleContext().registerService(Door.class, new Door("door"), null);
        felix.framework.getBundleContext().registerService(Orders.class, new Orders("orders"), null);
        grant("a", "service.get", "*");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("service.get", "com.example.*")
                .requestPermission("service.get", "dev.pergola.house.*")
                .requestPermission("service.get", "org.osgi.*")
                .build());
        assertThat(call(bundle, "get", "com.example.Orders")).isEqualTo(new Orders("orders").toString());
        assertThat(tried(bundle, "get", "dev.pergola.house.Door")).isIn("nothing", "denied");
        assertThat(tried(bundle, "table", "")).isIn("nothing", "denied");
        Bundle other = felix.plugin(plugin("b", "1.0.0").build());
        assertThat(tried(other, "get", "com.example.Orders")).isIn("nothing", "denied");
        assertThat(tried(other, "get", AvailableResources.class.getName())).isEqualTo(resources.toString());
    }

    private static Object tried(Bundle bundle, String operation, String argument) throws Throwable {
        try {
            return call(bundle, operation, argument);
        } catch (SecurityException e) {
            return "denied";
        }
    }

    @Test
    void servicesAreOfferedUnderOnesOwnNamesAndNotThePlatforms() throws Throwable {
        Bundle bundle = felix.plugin(
                plugin("a", "1.0.0").build(),
                "Import-Package",
                "org.osgi.framework,dev.pergola.api,org.osgi.framework.hooks.resolver");
        assertThat(call(bundle, "register", "dev.pergola.permissions.probe.Probe"))
                .isEqualTo("registered");
        assertDenied(bundle, "register", "org.osgi.framework.hooks.resolver.ResolverHookFactory");
        assertDenied(bundle, "register", "dev.pergola.api.PluginContext");
        assertDenied(bundle, "register", "java.lang.Runnable");
        assertThat(tried(bundle, "get", "dev.pergola.permissions.probe.Probe")).isNotIn("nothing", "denied");

        // Those of a plugin that it says it needs, and of no other.
        PluginMetadata dependent =
                plugin("b", "1.0.0").dependsOn("a", "[1,2)").build().metadata();
        Bundle friend = felix.plugin(dependent, "Import-Package", "org.osgi.framework");
        Bundle stranger = felix.plugin(plugin("c", "1.0.0").build());
        assertThat(tried(friend, "get", "dev.pergola.permissions.probe.Probe")).isNotEqualTo("denied");
        assertThat(referenceOf(friend)).isTrue();
        assertThat(referenceOf(stranger)).isFalse();
    }

    private static boolean referenceOf(Bundle bundle) throws Exception {
        return bundle.hasPermission(new org.osgi.framework.ServicePermission(
                bundle.getBundleContext()
                        .getBundle(0)
                        .getBundleContext()
                        .getAllServiceReferences("dev.pergola.permissions.probe.Probe", null)[0],
                "get"));
    }

    @Test
    void localPermissionsOfABundleNarrowWhatItWasGranted() throws Throwable {
        Path in = file("in/a.txt");
        PluginMetadata metadata = plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build()
                .metadata();
        grant("a", "filesystem.read", folder.resolve("in") + "/**");
        String location = "pergola:plugin/a/1.0.0/0123456789ab/70";
        felix.core.admit(Optional.of(metadata), "digest", location);
        byte[] jar = SecureFramework.jar(
                Map.of("Bundle-SymbolicName", "a", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class),
                Map.of(
                        "OSGI-INF/permissions.perm",
                        "(org.osgi.framework.PackagePermission \"*\" \"import\")\n"
                                + "(java.util.PropertyPermission \"java.version\" \"read\")\n"));
        Bundle bundle =
                felix.framework.getBundleContext().installBundle(location, new java.io.ByteArrayInputStream(jar));
        bundle.start();
        assertThat(call(bundle, "property", "java.version")).isNotNull();
        assertDenied(bundle, "read", in);
    }

    @Test
    void aLibraryMayDoWhatAnyPluginWasGrantedAndIsDeniedWhatAllAre() throws Throwable {
        Path in = file("in/a.txt");
        Path other = file("other.txt");
        Bundle library = felix.install(
                "pergola:library/l/1.0.0/0123456789ab/80",
                Map.of("Bundle-SymbolicName", "l", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class));
        library.start();
        assertDenied(library, "read", in);
        Bundle plugin = granted("filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(library, "read", in)).isNotNull();
        assertThat(call(library, "write", felix.dataOf("a").resolve("x.txt"))).isNotNull();
        assertDenied(library, "read", other);
        deny("*", "filesystem.read", folder.resolve("in") + "/**");
        assertDenied(library, "read", in);
        felix.core.decisions().undeny(felix.core.decisions().book().denials().get(0), "ann");
        felix.core.enforce();
        assertThat(call(library, "read", in)).isNotNull();
        felix.core.dismiss(plugin.getLocation());
        assertDenied(library, "read", in);
    }
}
