package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.PluginContext;
import dev.pergola.execution.PluginFiles;
import dev.pergola.sandbox.internal.FlatImages.Flat;
import dev.pergola.worker.link.Message.Component;
import dev.pergola.worker.link.Message.Component.Property;
import dev.pergola.worker.link.Message.Component.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** A plugin gets a framework in its sandbox where it needs one, and only there (R101). */
class FlatImagesTest {
    private final Map<String, String> headers = new HashMap<>();
    private final List<BundleWire> imports = new ArrayList<>();
    private final List<BundleWire> fragments = new ArrayList<>();
    private final Map<String, Object> registered = new HashMap<>();
    private final List<ComponentDescriptionDTO> components = new ArrayList<>(List.of(component()));
    private boolean narrows;

    @TempDir
    Path folder;

    private Path jar;

    private final Bundle library = bundle("pergola:library/l/1/0/1", "l", 8);
    private final Bundle plugin = bundle("pergola:plugin/a/1/0/1", "a", 9);

    @Test
    void aPluginWithComponentsThatReferToItsContextNeedsNone() {
        imports.add(wire("dev.pergola.api", bundle("kernel", "dev.pergola.api", 3)));
        imports.add(wire("javax.xml.parsers", bundle("system", "system.bundle", 0)));
        imports.add(wire("org.slf4j", bundle("system", "system.bundle", 0)));
        imports.add(wire("l.door", library));

        Flat flat = flat().orElseThrow();

        assertThat(flat.imports())
                .containsEntry(
                        plugin.getLocation(),
                        Map.of(
                                "dev.pergola.api", "",
                                "javax.xml.parsers", "",
                                "org.slf4j", "",
                                "l.door", library.getLocation()));
        Component component = flat.components().get(0);
        assertThat(component.references()).containsExactly(new Reference(0, "", ""), new Reference(-1, "context", ""));
        assertThat(component.properties()).containsExactly(new Property("n", "java.lang.Integer", false, List.of("1")));
    }

    @ParameterizedTest
    @CsvSource({
        "org.osgi.framework.wiring,0",
        "ch.qos.logback.classic,0",
        "org.osgi.service.cm,4",
        "com.fasterxml.jackson.core,5"
    })
    void oneThatSeesWhatIsTheFrameworksOrThePlatformsNeedsOne(String packageName, long bundle) {
        imports.add(wire(packageName, bundle("there", "b" + bundle, bundle)));

        assertThat(flat()).isEmpty();
    }

    /** They are what the SDK gives a plugin's version as. */
    @Test
    void oneThatUsesVersionsNeedsNone() throws IOException {
        imports.add(wire("org.osgi.framework", bundle("system", "system.bundle", 0)));

        jar = jar(UsesVersions.class);
        assertThat(flat()).isPresent();

        jar = jar(UsesVersions.class, UsesBundles.class);
        assertThat(flat()).isEmpty();
    }

    @Test
    void oneWhoseJarCannotBeReadNeedsOne() {
        imports.add(wire("org.osgi.framework", bundle("system", "system.bundle", 0)));
        jar = folder.resolve("none.jar");

        assertThat(flat()).isEmpty();
    }

    private Path jar(Class<?>... classes) throws IOException {
        Path made = Files.createTempFile(folder, "plugin", ".jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(made))) {
            for (Class<?> each : classes) {
                String file = each.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(file));
                try (InputStream in = each.getResourceAsStream("/" + file)) {
                    in.transferTo(out);
                }
            }
        }
        return made;
    }

    private static final class UsesVersions {
        boolean isIn(Version version, String range) {
            return new VersionRange(range).includes(version);
        }
    }

    private static final class UsesBundles {
        Object own() {
            return FrameworkUtil.getBundle(getClass());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Bundle-Activator,a.Activator",
        "Bundle-NativeCode,a.so",
        "DynamicImport-Package,*",
        "Require-Bundle,b",
        "Fragment-Host,b",
        "Bundle-ClassPath,'.,lib/b.jar'"
    })
    void whatOnlyAFrameworkUnderstandsNeedsOne(String header, String value) {
        headers.put(header, value);

        assertThat(flat()).isEmpty();
    }

    @Test
    void headersThatSayNothingNeedNone() {
        headers.put("Bundle-ClassPath", ".");
        headers.put("Bundle-Activator", " ");

        assertThat(flat()).isPresent();
    }

    @Test
    void oneWithFragmentsNeedsOne() {
        fragments.add(wire("x", library));

        assertThat(flat()).isEmpty();
    }

    @Test
    void oneThatNarrowsItsOwnPermissionsNeedsOne() {
        narrows = true;

        assertThat(flat()).isEmpty();
    }

    @Test
    void aComponentThatRefersToAnythingElseNeedsOne() {
        ReferenceDTO other = reference(null, "other", null);
        other.interfaceName = "a.Service";
        components.add(component(other));

        assertThat(flat()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0..n,,", "1..n,,", "1..1,(a=b),", "1..1,,reference"})
    void aComponentThatWantsMoreOfItsContextThanThereIsNeedsOne(String cardinality, String target, String collected) {
        ReferenceDTO reference = reference(null, "contexts", null);
        reference.cardinality = cardinality;
        reference.target = target;
        reference.collectionType = collected;
        components.add(component(reference));

        assertThat(flat()).isEmpty();
    }

    @Test
    void theConditionThatAlwaysHoldsIsNoService() {
        ReferenceDTO always = reference(null, null, null);
        always.name = "osgi.ds.satisfying.condition";
        always.interfaceName = "org.osgi.service.condition.Condition";
        always.target = "(osgi.condition.id=true)";
        components.add(component(always));
        assertThat(flat()).isPresent();

        always.target = "(osgi.condition.id=mine)";
        assertThat(flat()).isEmpty();
    }

    @Test
    void aFactoryNeedsOne() {
        components.get(0).factory = "f";

        assertThat(flat()).isEmpty();
    }

    @Test
    void oneWithoutAComponentThatIsEnabledNeedsOne() {
        components.get(0).defaultEnabled = false;

        assertThat(flat()).isEmpty();
    }

    @Test
    void whatTheDescriptionDoesNotTellTheServiceDoes() {
        components.get(0).properties.put("numbers", "[J@1b2c3d");
        components.get(0).properties.put("letter", "x");
        assertThat(flat()).as("of no service").isEmpty();

        registered.putAll(Map.of("component.name", "c", "numbers", new long[] {1, 2}, "letter", 'x'));
        assertThat(flat().orElseThrow().components().get(0).properties())
                .contains(
                        new Property("numbers", "long", true, List.of("1", "2")),
                        new Property("letter", "java.lang.Character", false, List.of("x")));
    }

    private Optional<Flat> flat() {
        ServiceComponentRuntime runtime =
                Fakes.fake(ServiceComponentRuntime.class, "getComponentDescriptionDTOs", arguments -> components);
        PluginFiles files = Fakes.fake(PluginFiles.class, "jar", arguments -> Optional.of(jar));
        return new FlatImages(runtime, files).of(List.of(library, plugin));
    }

    private static ComponentDescriptionDTO component(ReferenceDTO... more) {
        ComponentDescriptionDTO component = new ComponentDescriptionDTO();
        component.name = "c";
        component.implementationClass = "a.C";
        component.defaultEnabled = true;
        component.serviceInterfaces = new String[] {"a.Door"};
        component.properties = new HashMap<>(Map.of("n", 1));
        component.configurationPid = new String[] {"a"};
        component.configurationPolicy = "optional";
        component.init = 1;
        List<ReferenceDTO> references =
                new ArrayList<>(List.of(reference(0, null, null), reference(null, "context", null)));
        references.addAll(List.of(more));
        component.references = references.toArray(ReferenceDTO[]::new);
        return component;
    }

    private static ReferenceDTO reference(Integer parameter, String field, String bind) {
        ReferenceDTO reference = new ReferenceDTO();
        reference.interfaceName = PluginContext.class.getName();
        reference.cardinality = "1..1";
        reference.parameter = parameter;
        reference.field = field;
        reference.bind = bind;
        return reference;
    }

    private static BundleWire wire(String packageName, Bundle provider) {
        BundleCapability capability = answering(
                BundleCapability.class,
                Map.of("getAttributes", Map.of("osgi.wiring.package", packageName), "getDirectives", Map.of()));
        BundleRevision revision = Fakes.fake(BundleRevision.class, "getBundle", arguments -> provider);
        return answering(BundleWire.class, Map.of("getCapability", capability, "getProvider", revision));
    }

    private Bundle bundle(String location, String name, long id) {
        BundleWiring wiring = (BundleWiring) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleWiring.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "hashCode" -> (int) id;
                    case "getRequiredWires" -> id == 9 ? imports : List.of();
                    case "getProvidedWires" ->
                        arguments[0].equals(HostNamespace.HOST_NAMESPACE) && id == 9 ? fragments : List.of();
                    default -> throw new UnsupportedOperationException(method.toString());
                });
        return (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getLocation", "toString" -> location;
                    case "getSymbolicName" -> name;
                    case "getBundleId" -> id;
                    case "getHeaders" -> new Hashtable<>(id == 9 ? headers : Map.of());
                    case "getEntry" ->
                        narrows && id == 9
                                ? URI.create("file:/permissions.perm").toURL()
                                : null;
                    case "adapt" -> wiring;
                    case "getRegisteredServices" -> services();
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> (int) id;
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    private ServiceReference<?>[] services() {
        return new ServiceReference<?>[] {
            Fakes.fake(ServiceReference.class, "getProperty", arguments -> registered.get(arguments[0]))
        };
    }

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.get(method.getName())));
    }
}
