package dev.pergola.vetting.internal.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.testing.Felix;
import dev.pergola.vetting.internal.testing.Sources;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** What would not link is found before anything runs, in a real framework with real bundles (R146). */
class LinkageVetterTest {
    private static final String FOO = """
            package com.acme;
            public class Foo extends Base {
              public static final Object FIELD = "";
              public void bar(int i) {}
              public static void stat() {}
            }
            """;
    private static final String BASE = "package com.acme; class Base { public void inherited() {} }";
    private static final String USER = """
            package plug;
            import com.acme.Foo;
            public class User {
              void activate() throws Exception { %s }
              %s
            }
            """;

    @TempDir
    Path folder;

    private Felix felix;
    private LinkageVetter vetter;

    @BeforeEach
    void start() throws BundleException {
        felix = new Felix(folder.resolve("cache"), Map.of());
        vetter = new LinkageVetter(new Analyses(), null, felix.context());
    }

    @AfterEach
    void stop() {
        felix.close();
    }

    @Test
    void whatIsThereLinks() throws Exception {
        provider("1.0.0", FOO);

        List<Verdict> verdicts = vet("new Foo().bar(1); Foo.stat(); new Foo().inherited(); Object o = Foo.FIELD;", FOO);

        assertThat(verdicts).singleElement().isInstanceOf(Verdict.Pass.class);
    }

    private static final String SHAPE = """
            package com.acme;
            public abstract class Foo implements Comparable<Foo> {
              public interface Round { double radius(); default double area() { return 3 * radius() * radius(); } %s }
              public abstract String name();
              public int compareTo(Foo other) { return 0; }
              protected abstract Object self();
              %s
            }
            """;

    private static final String CIRCLE = """
              public static class Circle extends Foo implements Foo.Round {
                public double radius() { return 1; }
                public String name() { return "circle"; }
                protected Circle self() { return this; }
              }
            """;

    private List<Verdict> circle(String addedToInterface, String addedToClass) throws Exception {
        provider("1.0.0", SHAPE.formatted(addedToInterface, addedToClass));
        return vetter.vet(
                candidate("new Circle().name();", CIRCLE, SHAPE.formatted("", ""), "com.acme;version=\"[1,2)\""));
    }

    @Test
    void aClassThatImplementsAllThatIsAbstractAboveItLinks() throws Exception {
        assertThat(circle("", "")).singleElement().isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void anAbstractMethodThatCameToAnInterfaceSinceBlocks() throws Exception {
        assertThat(circle("double girth();", "")).singleElement().satisfies(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Block.class);
            assertThat(verdict.message())
                    .isEqualTo("com.acme.Foo$Round.girth() is abstract in acme 1.0.0,"
                            + " and plug.User$Circle does not implement it");
        });
    }

    @Test
    void oneThatCameToAClassSinceBlocks() throws Exception {
        assertThat(circle("", "protected abstract void draw(int scale);"))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict).isInstanceOf(Verdict.Block.class);
                    assertThat(verdict.message()).contains("com.acme.Foo.draw(int)", "plug.User$Circle");
                });
    }

    @Test
    void aPackageIsNotJavasForItsName() throws Exception {
        felix.install(new TestJar()
                        .header("Bundle-ManifestVersion", "2")
                        .header("Bundle-SymbolicName", "acme")
                        .header("Export-Package", "javax.acme")
                        .entries(Sources.compile(Map.of(
                                "javax.acme.Foo", "package javax.acme; public interface Foo { void a(); void b(); }")))
                        .bytes())
                .start();
        Map<String, byte[]> user = new HashMap<>(
                Sources.compile(
                        Map.of(
                                "javax.acme.Foo",
                                "package javax.acme; public interface Foo { void a(); }",
                                "plug.User",
                                "package plug; public class User implements javax.acme.Foo { void activate() {} public void a() {} }")));
        user.remove("javax/acme/Foo.class");
        TestJar jar = new TestJar()
                .header("Import-Package", "javax.acme")
                .component("plug.User")
                .entries(user);

        assertThat(vetter.vet(TestJar.plugin(jar.in(folder), jar.headers())))
                .singleElement()
                .isInstanceOf(Verdict.Block.class);
    }

    @Test
    void whatCameWithAnImplementationIsNoMatter() throws Exception {
        assertThat(circle("default double girth() { return 6; } static void x() {}", "public void draw() {}"))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void anInterfacesMethodThatTheClassAboveImplementsIsImplemented() throws Exception {
        assertThat(circle("int compareTo(Foo other); boolean equals(Object other);", ""))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void aMethodThatTheProviderDoesNotHaveBlocks() throws Exception {
        provider("1.0.0", FOO.replace("bar(int i)", "bar(long i)"));

        assertThat(vet("new Foo().bar(1);", FOO)).singleElement().satisfies(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Block.class);
            assertThat(verdict.check()).isEqualTo("linkage.method");
            assertThat(verdict.message())
                    .isEqualTo("com.acme.Foo.bar(int) is not in acme 1.0.0, which provides com.acme (imported [1,2))");
            assertThat(verdict.evidence()).singleElement().satisfies(evidence -> {
                assertThat(evidence.where()).isEqualTo("plug.User");
                assertThat(evidence.member()).isEqualTo("activate()");
                assertThat(evidence.line()).isEqualTo(4);
                assertThat(evidence.detail()).contains("component plug.User");
            });
        });
    }

    @Test
    void theVersionThatHasItIsNamed() throws Exception {
        provider("1.0.0", FOO.replace("bar(int i)", "bar(long i)"));
        provider("2.3.0", FOO);

        assertThat(vet("new Foo().bar(1);", FOO).get(0).message())
                .endsWith("; acme 2.3.0 has it, with version 2.3.0 of the package");
    }

    @Test
    void aClassThatTheProviderDoesNotHaveBlocks() throws Exception {
        provider("1.0.0", FOO.replace("class Foo", "class Other").replace("Foo(", "Other("));

        assertThat(vet("new Foo();", FOO)).singleElement().satisfies(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Block.class);
            assertThat(verdict.check()).isEqualTo("linkage.class");
            assertThat(verdict.message()).contains("com.acme.Foo is not in acme 1.0.0, which provides com.acme 1.0.0");
        });
    }

    @Test
    void aFieldThatTheProviderDoesNotHaveBlocks() throws Exception {
        provider("1.0.0", FOO.replace("Object FIELD", "String FIELD"));

        assertThat(vet("Object o = Foo.FIELD;", FOO)).singleElement().satisfies(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Block.class);
            assertThat(verdict.check()).isEqualTo("linkage.field");
            assertThat(verdict.message()).startsWith("com.acme.Foo.FIELD is not in acme 1.0.0");
        });
    }

    @Test
    void aMethodThatIsNoLongerStaticBlocks() throws Exception {
        provider("1.0.0", FOO.replace("static void stat", "void stat"));

        assertThat(vet("Foo.stat();", FOO))
                .singleElement()
                .satisfies(v -> assertThat(v.message()).startsWith("com.acme.Foo.stat() is not static in acme 1.0.0"));
    }

    @Test
    void aClassThatBecameAnInterfaceBlocks() throws Exception {
        provider("1.0.0", "package com.acme; public interface Foo { void bar(int i); }");

        assertThat(vet("((Foo) null).bar(1);", FOO))
                .singleElement()
                .satisfies(
                        v -> assertThat(v.message()).startsWith("com.acme.Foo.bar(int) is an interface in acme 1.0.0"));
    }

    @Test
    void aClassThatIsNoLongerPublicBlocks() throws Exception {
        provider("1.0.0", FOO.replace("public class", "class"));

        assertThat(vet("new Foo();", FOO))
                .singleElement()
                .satisfies(v -> assertThat(v.message()).startsWith("com.acme.Foo is not public in acme 1.0.0"));
    }

    @Test
    void whatNeverRunsIsOnlyWarnedAbout() throws Exception {
        provider("1.0.0", FOO.replace("bar(int i)", "bar(long i)"));

        List<Verdict> verdicts = vetter.vet(
                candidate("", "static void idle() { new Foo().bar(1); }", FOO, "com.acme;version=\"[1,2)\""));

        // Declarative Services may call any method of the component, but nobody calls one of a class of its own.
        assertThat(verdicts.get(0)).isInstanceOf(Verdict.Block.class);
        Candidate apart = candidate(
                "", "static class Idle { void idle() { new Foo().bar(1); } }", FOO, "com.acme;version=\"[1,2)\"");
        assertThat(vetter.vet(apart))
                .extracting(Verdict::getClass)
                .asList()
                .containsExactly(Verdict.Pass.class, Verdict.Warn.class);
    }

    @Test
    void whoExpectsThatItMayBeMissingIsOnlyWarned() throws Exception {
        provider("1.0.0", FOO.replace("bar(int i)", "bar(long i)"));

        assertThat(vet("try { new Foo().bar(1); } catch (LinkageError e) { return; }", FOO))
                .allMatch(Verdict::passes)
                .anyMatch(verdict -> verdict.check().equals("linkage.method"));
    }

    @Test
    void aPackageThatNobodyProvidesYetIsNotedAndDoesNotRefuse() throws Exception {
        assertThat(vet("new Foo().bar(1);", FOO)).singleElement().satisfies(verdict -> {
            assertThat(verdict).isInstanceOf(Verdict.Pass.class);
            assertThat(verdict.message()).contains("nobody provides it yet: com.acme (imported [1,2))");
        });
    }

    @Test
    void aPackageThatIsNotImportedBlocks() throws Exception {
        provider("1.0.0", FOO);

        assertThat(vetter.vet(candidate("new Foo().bar(1);", "", FOO, "org.osgi.framework")))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict).isInstanceOf(Verdict.Block.class);
                    assertThat(verdict.check()).isEqualTo("linkage.package");
                    assertThat(verdict.message())
                            .isEqualTo("The package com.acme is used, and is neither in the jar nor imported");
                });
    }

    @Test
    void anOptionalPackageMayBeMissing() throws Exception {
        Candidate candidate =
                candidate("new Foo().bar(1);", "", FOO, "com.acme;version=\"[1,2)\";resolution:=optional");

        assertThat(vetter.vet(candidate)).singleElement().isInstanceOf(Verdict.Pass.class);

        provider("1.0.0", FOO.replace("bar(int i)", "bar(long i)"));
        assertThat(vetter.vet(candidate)).allMatch(Verdict::passes).hasSize(2);
    }

    @Test
    void aProviderThatHasChangedIsReadAnew() throws Exception {
        Bundle acme = provider("1.0.0", FOO.replace("bar(int i)", "bar(long i)"));
        assertThat(vet("new Foo().bar(1);", FOO)).noneMatch(Verdict::passes);

        acme.update(new ByteArrayInputStream(providerJar("1.0.1", FOO)));

        assertThat(vet("new Foo().bar(1);", FOO)).allMatch(Verdict::passes);
    }

    @Test
    void aResolvedProviderWithItsClassesInANestedJarIsRead() throws Exception {
        byte[] inner = new TestJar()
                .entries(Sources.compile(Map.of("com.acme.Foo", FOO, "com.acme.Base", BASE)))
                .bytes();
        Bundle acme = felix.install(new TestJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", "acme")
                .header("Bundle-Version", "1.0.0")
                .header("Bundle-ClassPath", "lib/acme.jar")
                .header("Export-Package", "com.acme;version=1.0.0")
                .entry("lib/acme.jar", inner)
                .bytes());
        acme.start();

        assertThat(vet("new Foo().bar(1); new Foo().inherited();", FOO))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
    }

    @Test
    void theRunningJavaAndTheKernelAreProvidersToo() throws Exception {
        felix.close();
        felix = new Felix(
                folder.resolve("cache2"),
                Map.of("org.osgi.framework.system.packages.extra", "org.slf4j;version=2.0.0"));
        vetter = new LinkageVetter(new Analyses(), null, felix.context());
        String uses = """
                org.slf4j.LoggerFactory.getLogger("x").info("y");
                javax.xml.parsers.DocumentBuilderFactory.newInstance();
                new java.util.ArrayList<>(java.util.List.of(1)).stream().map(i -> i + 1).toList();
                try { int i = (int) java.lang.invoke.MethodHandles.identity(int.class).invokeExact(1); }
                catch (Throwable e) { throw new Exception(e); }
                int[] copy = {1}; copy = copy.clone();
                """;

        assertThat(vetter.vet(candidate(uses, "", FOO, "org.slf4j,javax.xml.parsers")))
                .singleElement()
                .isInstanceOf(Verdict.Pass.class);
        // Beside java.*, packages of the JDK have to be imported like any other.
        assertThat(vetter.vet(candidate(uses, "", FOO, "org.slf4j")))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.message()).contains("javax.xml.parsers"));
    }

    @Test
    void anEmbeddedLibrarysLooseEndsWaitForSomebodyToDecide() throws Exception {
        Map<String, byte[]> library = new HashMap<>(Sources.compile(Map.of(
                "lib.Tool",
                "package lib; public class Tool { public static void go() { gone.Thing.go(); } }",
                "gone.Thing",
                "package gone; public class Thing { public static void go() {} }",
                "plug.User",
                "package plug; public class User { void activate() { lib.Tool.go(); } }")));
        byte[] user = library.remove("plug/User.class");
        library.remove("gone/Thing.class");
        TestJar jar = new TestJar()
                .header("Bundle-ClassPath", ".,lib/tool.jar")
                .component("plug.User")
                .entry("plug/User.class", user)
                .entry("lib/tool.jar", new TestJar().entries(library).bytes());

        assertThat(vetter.vet(TestJar.plugin(jar.in(folder), jar.headers())))
                .singleElement()
                .satisfies(verdict -> {
                    assertThat(verdict).isInstanceOf(Verdict.Hold.class);
                    assertThat(verdict.message()).contains("The package gone is used");
                    assertThat(verdict.evidence().toString()).contains("plug.User", "lib.Tool in lib/tool.jar");
                });
    }

    private List<Verdict> vet(String body, String against) throws IOException {
        return vetter.vet(candidate(body, "", against, "com.acme;version=\"[1,2)\""));
    }

    private Candidate candidate(String body, String members, String against, String imports) {
        Map<String, byte[]> classes = new HashMap<>(Sources.compile(
                Map.of("com.acme.Foo", against, "com.acme.Base", BASE, "plug.User", USER.formatted(body, members))));
        classes.keySet().removeIf(name -> name.startsWith("com/acme/"));
        TestJar jar = new TestJar()
                .header("Import-Package", imports)
                .component("plug.User")
                .entries(classes);
        return TestJar.candidate(
                jar.in(folder),
                jar.headers(),
                Optional.of(TestJar.metadata()),
                dev.pergola.lifecycle.Provenance.UNKNOWN);
    }

    private Bundle provider(String version, String foo) throws BundleException {
        return felix.install(providerJar(version, foo));
    }

    private static byte[] providerJar(String version, String foo) {
        String type = foo.contains("Other") ? "com.acme.Other" : "com.acme.Foo";
        return new TestJar()
                .header("Bundle-ManifestVersion", "2")
                .header("Bundle-SymbolicName", "acme")
                .header("Bundle-Version", version)
                .header("Export-Package", "com.acme;version=" + version)
                .entries(Sources.compile(Map.of(type, foo, "com.acme.Base", BASE)))
                .bytes();
    }
}
