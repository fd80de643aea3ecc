package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.testing.Sources;
import dev.pergola.vetting.internal.testing.TestJar;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** For each rule, a jar that it applies to, and one like it that it does not apply to. */
final class Samples {
    private static final String TYPE = """
            package sample;
            import java.io.*; import java.net.*; import java.nio.file.*; import java.util.*;
            public class %s {
              public Object run(String arg) throws Throwable { %s
                return arg; }
              %s
            }
            """;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, Pair> pairs = new LinkedHashMap<>();
    private Map<String, byte[]> compiled = Map.of();

    /** Both jars of a rule. */
    record Pair(Supplier<byte[]> bad, Supplier<byte[]> good) {}

    Samples() {
        system();
        dynamic();
        exchange();
        shapes();
        texts();
        naming();
        payloads();
        manifests();
        archives();
        // Something of the platform's inside to compile against; it is in none of the jars.
        sources.put(
                "dev.pergola.lifecycle.internal.Inside",
                "package dev.pergola.lifecycle.internal; public class Inside { public static void go() {} }");
        compiled = Sources.compile(sources);
    }

    Map<String, Pair> pairs() {
        return pairs;
    }

    private void system() {
        code("scan.process", "new ProcessBuilder(arg).start();", "new ProcessBuilder(arg).command();");
        code("scan.exit", "System.exit(1);", "System.gc();");
        code(
                "scan.shutdown-hook",
                "Runtime.getRuntime().addShutdownHook(new Thread());",
                "Runtime.getRuntime().availableProcessors();");
        code("scan.environment", "System.getenv(\"HOME\");", "System.lineSeparator();");
        code("scan.properties.read", "System.getProperty(\"user.home\");", "System.getProperty(\"os.name\");");
        code(
                "scan.properties.write",
                "System.setProperty(\"a\", \"b\");",
                "new Properties().setProperty(\"a\", \"b\");");
        code("scan.streams", "System.setOut(System.err);", "System.out.println();");
        code("scan.threads", "Thread.getAllStackTraces();", "Thread.currentThread().getStackTrace();");
        code("scan.security", "System.setSecurityManager(null);", "System.getSecurityManager();");
        code(
                "scan.security.provider",
                "java.security.Security.addProvider(null);",
                "java.security.Security.getProviders();");
        code(
                "scan.privileged",
                "java.security.AccessController.doPrivileged((java.security.PrivilegedAction<Object>) () -> arg);",
                "((java.security.PrivilegedAction<Object>) () -> arg).run();");
        code("scan.agent", "com.sun.tools.attach.VirtualMachine.attach(arg);", "ProcessHandle.current().pid();");
        code(
                "scan.jmx",
                "java.lang.management.ManagementFactory.getPlatformMBeanServer();",
                "java.lang.management.ManagementFactory.getMemoryMXBean();");
        code(
                "scan.management",
                "java.lang.management.ManagementFactory.getMemoryMXBean();",
                "Runtime.getRuntime().availableProcessors();");
    }

    private void dynamic() {
        code(
                "scan.reflection.access",
                "arg.getClass().getDeclaredField(\"value\").setAccessible(true);",
                "arg.getClass().getField(\"value\").get(arg);");
        code(
                "scan.reflection.unsafe",
                "sun.misc.Unsafe.getUnsafe().allocateMemory(8);",
                "java.nio.ByteBuffer.allocateDirect(8);");
        code(
                "scan.reflection.modules",
                "getClass().getModule().addOpens(arg, getClass().getModule());",
                "getClass().getModule().getName();");
        code(
                "scan.reflection.jdk",
                "sun.security.util.Debug.getInstance(arg);",
                "java.security.Security.getProviders();");
        code(
                "scan.classloading",
                "new URLClassLoader(new URL[0]).loadClass(arg);",
                "getClass().getClassLoader().getResource(arg);");
        code(
                "scan.scripting",
                "new javax.script.ScriptEngineManager().getEngineByName(\"js\").eval(arg);",
                "String.format(arg);");
        code("scan.native.load", "System.loadLibrary(\"x\");", "System.mapLibraryName(\"x\");");
        jar(
                "scan.native.foreign",
                jar -> jar.entry(
                        "sample/Foreign.class", calls("sample/Foreign", "java/lang/foreign/Linker", "nativeLinker")),
                jar -> jar.entry("sample/Foreign.class", calls("sample/Foreign", "java/lang/foreign/Arena", "ofAuto")));
        code(
                "scan.platform.internals",
                "dev.pergola.lifecycle.internal.Inside.go();",
                "Class<?> c = dev.pergola.lifecycle.Vetter.class;");
    }

    private void exchange() {
        code("scan.network.socket", "new Socket(arg, 80);", "new InetSocketAddress(80);");
        code("scan.network.http", "new URL(arg).openStream();", "new URL(arg).getHost();");
        code("scan.network.listen", "new ServerSocket(0);", "new InetSocketAddress(80);");
        code("scan.filesystem.read", "Files.readString(Path.of(arg));", "Path.of(arg).getFileName();");
        code("scan.filesystem.write", "Files.delete(Path.of(arg));", "Path.of(arg).getFileName();");
        code("scan.filesystem.temporary", "Files.createTempFile(arg, arg);", "Path.of(arg).getFileName();");
        code("scan.jndi", "new javax.naming.InitialContext().lookup(arg);", "Map.of(arg, arg).get(arg);");
        code(
                "scan.crypto",
                "javax.crypto.Cipher.getInstance(\"DES/ECB/PKCS5Padding\");",
                "javax.crypto.Cipher.getInstance(\"AES/GCM/NoPadding\"); "
                        + "java.security.MessageDigest.getInstance(\"SHA-256\");");
    }

    private void shapes() {
        members("scan.native.method", "native int count();", "int count() { return 1; }");
        code(
                "scan.deserialization",
                "new ObjectInputStream(new ByteArrayInputStream(new byte[0])).readObject();",
                "ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(new byte[0])); "
                        + "in.setObjectInputFilter(ObjectInputFilter.Config.createFilter(\"java.base/*;!*\")); in.readObject();");
        code(
                "scan.xml",
                "javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder();",
                "var f = javax.xml.parsers.DocumentBuilderFactory.newInstance(); "
                        + "f.setFeature(javax.xml.XMLConstants.FEATURE_SECURE_PROCESSING, true);");
        String manager = "static class Trust implements javax.net.ssl.X509TrustManager { "
                + "public void checkClientTrusted(java.security.cert.X509Certificate[] c, String t) {} "
                + "public void checkServerTrusted(java.security.cert.X509Certificate[] c, String t) "
                + "throws java.security.cert.CertificateException { %s } "
                + "public java.security.cert.X509Certificate[] getAcceptedIssuers() { return null; } }";
        members(
                "scan.tls.trust-all",
                manager.formatted(""),
                manager.formatted("throw new java.security.cert.CertificateException(t);"));
        code(
                "scan.tls.any-host",
                "javax.net.ssl.HostnameVerifier v = (host, session) -> true;",
                "javax.net.ssl.HostnameVerifier v = (host, session) -> host.equals(arg);");
        members(
                "scan.finalizer",
                "protected void finalize() { hashCode(); }",
                "protected void close() { hashCode(); }");
        code(
                "scan.proxy",
                "java.lang.reflect.Proxy.newProxyInstance(null, new Class<?>[] {dev.pergola.lifecycle.Vetter.class}, null);",
                "java.lang.reflect.Proxy.newProxyInstance(null, new Class<?>[] {Runnable.class}, null);");
    }

    private void texts() {
        String encoded = Base64.getEncoder().encodeToString(calls("a/B", "a/C", "d"));
        code(
                "scan.payload.encoded",
                "arg = \"" + encoded + "\";",
                "arg = \"yv66vg is how class files begin in base64\";");
        code("scan.text.miner", "arg = \"stratum+tcp://pool.example:3333\";", "arg = \"a stratum of rock\";");
        code("scan.text.sensitive", "arg = \"cat /etc/passwd\" + arg;", "arg = \"the password\" + arg;");
        code(
                "scan.text.shell",
                "arg = \"/bin/bash -c\"; arg = \"</dev/tcp/10.1.2.3/80\";",
                "arg = \"/bin/shape\".substring(7);");
        code(
                "scan.text.address",
                "arg = \"http://203.0.113.7/x\";",
                "arg = \"http://127.0.0.1:8080/x http://192.168.1.1 https://example.org\";");
        code(
                "scan.text.secret",
                "arg = \"AKIA\" + \"ABCDEFGHIJKLMNOP\";",
                "arg = \"AKIA is how such keys begin, ghp_ too\";");
    }

    private void naming() {
        members("scan.obfuscated.names", "void IlIlIIl() {}", "void lilli() {}");
        jar(
                "scan.obfuscated.debug",
                jar -> jar.entry("sample/Debug.class", withSource("sample/Debug", "\u0007.png")),
                jar -> jar.entry("sample/Debug.class", withSource("sample/Debug", "Debug.java")));
        jar(
                "scan.package.platform",
                jar -> jar.entry("dev/pergola/api/Own.class", calls("dev/pergola/api/Own", "a/B", "c")),
                jar -> jar.entry(
                        "dev/pergola/plugins/own/Own.class", calls("dev/pergola/plugins/own/Own", "a/B", "c")));
        jar(
                "scan.package.standard",
                jar -> jar.entry("org/slf4j/Own.class", calls("org/slf4j/Own", "a/B", "c")),
                jar -> jar.entry("org/acme/Own.class", calls("org/acme/Own", "a/B", "c")));
    }

    private void payloads() {
        byte[] elf = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0};
        jar("scan.payload.executable", jar -> jar.entry("run", elf), jar -> jar.entry("run", "ELF is a format"));
        jar("scan.native.library", jar -> jar.entry("lib/libx.so", elf), jar -> jar.entry("lib/libx.so.txt", "no ELF"));
        jar(
                "scan.payload.script",
                jar -> jar.entry("install", "#!/usr/bin/env python\nprint(1)"),
                jar -> jar.entry("install", "# install\nfirst, …"));
        jar(
                "scan.payload.class",
                jar -> jar.entry("logo.png", calls("a/B", "a/C", "d")),
                jar -> jar.entry("logo.png", new byte[] {(byte) 0x89, 'P', 'N', 'G'}));
        byte[] noise = new byte[64 * 1024];
        new Random(1).nextBytes(noise);
        jar(
                "scan.payload.packed",
                jar -> jar.entry("model.bin", noise),
                jar -> jar.entry("model.bin", new byte[64 * 1024]));
    }

    private void manifests() {
        header("scan.manifest.fragment", "Fragment-Host", "dev.pergola.lifecycle", "X-Fragment-Host", "none");
        header(
                "scan.manifest.extension",
                "Fragment-Host",
                "system.bundle;extension:=framework",
                "X-Host",
                "system.bundle");
        header("scan.manifest.agent", "Launcher-Agent-Class", "sample.Agent", "X-Agent", "sample.Agent");
        header("scan.manifest.dynamic-import", "DynamicImport-Package", "*", "Import-Package", "com.acme");
        header("scan.manifest.native-code", "Bundle-NativeCode", "lib/x.so;osname=Linux", "Bundle-Name", "x.so");
        header(
                "scan.manifest.internal-import",
                "Import-Package",
                "dev.pergola.lifecycle.internal",
                "Import-Package",
                "dev.pergola.lifecycle");
        header("scan.manifest.update-location", "Bundle-UpdateLocation", "http://x", "Bundle-DocURL", "http://x");
        header("scan.manifest.class-path", "Class-Path", "other.jar", "Bundle-ClassPath", ".");
        header("scan.manifest.opens", "Add-Opens", "java.base/java.lang", "X-Opens", "java.base/java.lang");
    }

    private void archives() {
        jar(
                "scan.archive.unreadable",
                jar -> jar.entry("lib/x.jar", "no archive at all"),
                jar -> jar.entry("lib/x.jar", new TestJar().entry("a", "b").bytes()));
        jar(
                "scan.archive.bomb",
                jar -> jar.entry("zeros", new byte[20 << 20]),
                jar -> jar.entry("zeros", new byte[1 << 20]));
        jar("scan.archive.too-much", jar -> jar.entry("x.jar", nested(5)), jar -> jar.entry("x.jar", nested(2)));
        pairs.put(
                "scan.archive.duplicate",
                new Pair(
                        () -> new String(
                                        new TestJar()
                                                .entry("a.txt", "1")
                                                .entry("b.txt", "2")
                                                .bytes(),
                                        StandardCharsets.ISO_8859_1)
                                .replace("b.txt", "a.txt")
                                .getBytes(StandardCharsets.ISO_8859_1),
                        () -> new TestJar()
                                .entry("a.txt", "1")
                                .entry("b.txt", "2")
                                .bytes()));
        jar("scan.archive.outside", jar -> jar.entry("../../etc/x", "1"), jar -> jar.entry("a/..b/x", "1"));
        pairs.put(
                "scan.archive.prefix",
                new Pair(
                        () -> ("#!/bin/sh\n"
                                        + new String(
                                                new TestJar().entry("a", "1").bytes(), StandardCharsets.ISO_8859_1))
                                .getBytes(StandardCharsets.ISO_8859_1),
                        () -> new TestJar().entry("a", "1").bytes()));
        jar(
                "scan.class.unreadable",
                jar -> jar.entry("a/B.class", "cafebabe"),
                jar -> jar.entry("a/B.class", calls("a/B", "a/C", "d")));
        int later = 44 + Runtime.version().feature() + 1;
        jar(
                "scan.class.version",
                jar -> jar.entry("a/B.class", version(later)),
                jar -> jar.entry("META-INF/versions/" + (later - 44) + "/a/B.class", version(later)));
    }

    private static byte[] nested(int depth) {
        TestJar jar = new TestJar().entry("a", "b");
        return (depth == 0 ? jar : jar.entry("inner.jar", nested(depth - 1))).bytes();
    }

    private void code(String rule, String bad, String good) {
        compiled(rule, TYPE.formatted("%s", bad, ""), TYPE.formatted("%s", good, ""));
    }

    private void members(String rule, String bad, String good) {
        compiled(rule, TYPE.formatted("%s", "", bad), TYPE.formatted("%s", "", good));
    }

    private void compiled(String rule, String bad, String good) {
        String badType = "Bad" + pairs.size();
        String goodType = "Good" + pairs.size();
        sources.put("sample." + badType, bad.replaceFirst("%s", badType));
        sources.put("sample." + goodType, good.replaceFirst("%s", goodType));
        pairs.put(rule, new Pair(() -> only(badType), () -> only(goodType)));
    }

    private byte[] only(String type) {
        TestJar jar = new TestJar();
        compiled.forEach((name, bytes) -> {
            if (name.startsWith("sample/" + type + ".") || name.startsWith("sample/" + type + "$"))
                jar.entry(name, bytes);
        });
        return jar.bytes();
    }

    private void header(String rule, String bad, String badValue, String good, String goodValue) {
        jar(rule, jar -> jar.header(bad, badValue), jar -> jar.header(good, goodValue));
    }

    private void jar(String rule, UnaryOperator<TestJar> bad, UnaryOperator<TestJar> good) {
        pairs.put(
                rule,
                new Pair(
                        () -> bad.apply(new TestJar()).bytes(),
                        () -> good.apply(new TestJar()).bytes()));
    }

    static byte[] calls(String type, String owner, String method) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, type, null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "run", "()V", null, null);
        code.visitCode();
        code.visitMethodInsn(Opcodes.INVOKESTATIC, owner, method, "()V", false);
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static byte[] withSource(String type, String source) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, type, null, "java/lang/Object", null);
        writer.visitSource(source, null);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static byte[] version(int major) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(major, Opcodes.ACC_PUBLIC, "a/B", null, "java/lang/Object", null);
        writer.visitEnd();
        return writer.toByteArray();
    }
}
