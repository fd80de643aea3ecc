package dev.pergola.guard.agent.code;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AccessController;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivilegedAction;
import java.security.SecureRandom;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.crypto.Cipher;
import javax.net.ssl.SSLContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.xpath.XPathFactory;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

/** What code may do that holds nothing, or no more than {@code own}, a folder of its own. */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue", "removal", "deprecation", "unused"})
final class HarmlessAttempts {
    private static final String XML = "<a><b c='d'>e</b></a>";

    private HarmlessAttempts() {}

    static void add(Attempts to) {
        language(to);
        text(to);
        objects(to);
        xml(to);
        files(to, to.folder().resolve("own"));
        threads(to);
        cryptography(to);
        jvm(to);
    }

    private record Point(int x, int y) implements Serializable {}

    private interface Greeting {
        String greet();
    }

    private static void language(Attempts to) {
        to.add(
                "lambdas",
                () -> IntStream.range(0, 9).mapToObj(i -> "n" + i + ';').toList());
        to.add("records", () -> new Point(1, 2).equals(new Point(1, 2)));
        to.add("records as text", () -> new Point(1, 2).toString());
        to.add(
                "an exception with its trace",
                () -> new Exception().printStackTrace(new java.io.PrintWriter(new StringWriter())));
        to.add("its own stack", () -> Thread.currentThread().getStackTrace());
        to.add("a stack walker without classes", () -> StackWalker.getInstance().forEach(frame -> {}));
        to.add(
                "a proxy",
                () -> ((Greeting) Proxy.newProxyInstance(
                                HarmlessAttempts.class.getClassLoader(),
                                new Class<?>[] {Greeting.class},
                                (p, m, a) -> "hi"))
                        .greet());
        to.add(
                "reflection on its own members",
                () -> Own.class.getDeclaredField("mine").setAccessible(true));
        to.add("reflection on public members", () -> ReflectionAttempts.invoke(String.class.getMethod("length"), "a"));
        to.add(
                "reflection on public members of the kernel",
                () -> ReflectionAttempts.invoke(dev.pergola.guard.agent.Host.class.getMethod("port"), null));
        to.add("doPrivileged", () -> AccessController.doPrivileged((PrivilegedAction<Integer>) () -> 1));
        to.add("its own loader", HarmlessAttempts.class::getClassLoader);
        to.add("its own members and domain", () -> {
            Own.class.getDeclaredFields();
            Own.class.getDeclaredMethods();
            Own.class.getDeclaredConstructors();
            Own.class.getProtectionDomain();
        });
        to.add("a thread in a group of its own", () -> {
            Thread thread = new Thread(new ThreadGroup("own"), () -> {}, "own");
            thread.setDaemon(true);
            thread.start();
            thread.setName("still its own");
            thread.interrupt();
            thread.join();
        });
        to.add("a class by name", () -> Class.forName("java.util.ArrayList"));
    }

    private static final class Own implements Serializable {
        private static final long serialVersionUID = 1;

        private String mine = "mine";
    }

    private static void text(Attempts to) {
        to.add(
                "regular expressions",
                () -> Pattern.compile("(\\p{L}+)\\s").matcher("a b").find());
        to.add("String.format", () -> String.format(Locale.GERMANY, "%,.2f %tF %s", 1234.5, new Date(), "x"));
        to.add(
                "java.time",
                () -> ZonedDateTime.now(ZoneId.of("Asia/Tokyo"))
                        .format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL)
                                .withLocale(Locale.FRANCE)));
        to.add("LocalDate.parse", () -> LocalDate.parse("2026-01-01").plusDays(1));
        to.add("SimpleDateFormat", () -> new SimpleDateFormat("EEEE zzzz", Locale.ITALY).format(new Date()));
        to.add(
                "NumberFormat",
                () -> NumberFormat.getCurrencyInstance(Locale.JAPAN).format(1));
        to.add("Currency", () -> Currency.getInstance("CHF").getDisplayName(Locale.FRENCH));
        to.add("charsets", () -> new String("ä".getBytes("Shift_JIS"), "windows-1252"));
        to.add(
                "all charsets",
                () -> java.nio.charset.Charset.availableCharsets().size());
        to.add("collation", () -> java.text.Collator.getInstance(Locale.GERMAN).compare("a", "b"));
        to.add(
                "harmless properties",
                () -> System.getProperty("java.version").concat(System.getProperty("line.separator")));
        to.add("UUID", UUID::randomUUID);
    }

    private static void objects(Attempts to) {
        to.add("serialization of its own class", () -> copy(new Own()));
        to.add("serialization of a record", () -> copy(new Point(1, 2)));
        to.add("serialization of the JDK's", () -> copy(new java.util.HashMap<>(Map.of("a", java.util.List.of(1)))));
        to.add(
                "ServiceLoader on its own loader",
                () -> ServiceLoader.load(Greeting.class, HarmlessAttempts.class.getClassLoader())
                        .findFirst());
        to.add(
                "ServiceLoader of the JDK's",
                () ->
                        ServiceLoader.load(
                                        java.nio.file.spi.FileSystemProvider.class,
                                        HarmlessAttempts.class.getClassLoader())
                                .stream()
                                .count());
        to.addFailing(
                "ResourceBundle", java.util.MissingResourceException.class, () -> ResourceBundle.getBundle("none"));
        to.add("java.beans.Introspector", () -> java.beans.Introspector.getBeanInfo(Own.class));
        to.add("ClassLoader.getResource", () -> HarmlessAttempts.class.getResource("none"));
    }

    private static Object copy(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static void xml(Attempts to) {
        to.add(
                "DOM",
                () -> DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(XML))));
        to.add(
                "SAX",
                () -> SAXParserFactory.newInstance()
                        .newSAXParser()
                        .parse(new InputSource(new StringReader(XML)), new DefaultHandler()));
        to.add(
                "StAX",
                () -> XMLInputFactory.newInstance()
                        .createXMLStreamReader(new StringReader(XML))
                        .next());
        to.add(
                "XPath",
                () -> XPathFactory.newInstance().newXPath().evaluate("/a/b", new InputSource(new StringReader(XML))));
        to.add(
                "a transformation",
                () -> TransformerFactory.newInstance()
                        .newTransformer()
                        .transform(new StreamSource(new StringReader(XML)), new StreamResult(new StringWriter())));
        String sheet = "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
                + "<xsl:template match='/'><x><xsl:value-of select='a/b'/></x></xsl:template></xsl:stylesheet>";
        to.add(
                "a style sheet",
                () -> TransformerFactory.newInstance()
                        .newTransformer(new StreamSource(new StringReader(sheet)))
                        .transform(new StreamSource(new StringReader(XML)), new StreamResult(new StringWriter())));
    }

    private static void files(Attempts to, Path own) {
        to.add("files in its own folder", () -> {
            Path folder = Files.createDirectories(own.resolve("a/b"));
            Path file = Files.writeString(folder.resolve("c"), "text");
            if (!Files.readString(file).equals("text")) throw new IllegalStateException();
            Files.move(file, folder.resolve("d"));
            Files.delete(folder.resolve("d"));
        });
        to.add("java.io files in its own folder", () -> {
            File folder = new File(own.toFile(), "x/y");
            if (!folder.mkdirs()) throw new IllegalStateException();
            File file = File.createTempFile("abc", "d", folder);
            if (!file.delete() || !folder.delete()) throw new IllegalStateException();
        });
        Path letterbox = to.folder().resolve("letterbox");
        to.add("files in a folder that it may write, and not read", () -> {
            Path one = letterbox.resolve("one");
            Path two = letterbox.resolve("two");
            new java.io.FileOutputStream(one.toFile()).close();
            Files.setLastModifiedTime(one, java.nio.file.attribute.FileTime.fromMillis(1));
            if (!one.toFile().renameTo(two.toFile())) throw new IllegalStateException();
            Files.move(two, one);
            Files.delete(one);
        });
        to.add("a file in an open folder that it may read, and not write", () -> {
            try (java.nio.file.DirectoryStream<Path> shelf =
                    Files.newDirectoryStream(to.folder().resolve("shelf"))) {
                ((java.nio.file.SecureDirectoryStream<Path>) shelf)
                        .newByteChannel(Path.of("text"), java.util.Set.of())
                        .close();
            }
        });
        to.add("walking its own folder", () -> {
            try (var walk = Files.walk(own)) {
                walk.count();
            }
        });
        to.add("links in its own folder", () -> {
            Path file = Files.writeString(own.resolve("linked"), "text");
            Path link = Files.createSymbolicLink(own.resolve("linking"), Path.of("linked"));
            if (!Files.readString(link).equals("text")) throw new IllegalStateException();
            Files.delete(link);
            Files.delete(file);
        });
        to.add("zip file system in its own folder", () -> {
            URI uri = URI.create("jar:" + own.resolve("new.zip").toUri());
            try (FileSystem zip = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
                Files.writeString(zip.getPath("/entry"), "text");
            }
            try (FileSystem zip = FileSystems.newFileSystem(own.resolve("new.zip"))) {
                Files.readString(zip.getPath("/entry"));
            }
            Files.delete(own.resolve("new.zip"));
        });
        to.add("zip in memory", () -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                zip.putNextEntry(new ZipEntry("a"));
            }
            new java.util.zip.ZipInputStream(new ByteArrayInputStream(bytes.toByteArray())).getNextEntry();
        });
        to.add("gzip", () -> new GZIPOutputStream(new ByteArrayOutputStream()).close());
        to.add("type of a file", () -> Files.probeContentType(own.resolve("a.txt")));
        to.add("no file", () -> Files.readString(Path.of("/dev/null")));
    }

    private static void threads(Attempts to) {
        to.add("a thread of its own", () -> {
            Thread thread = new Thread(() -> {}, "mine");
            thread.setDaemon(true);
            thread.start();
            thread.setName("still mine");
            thread.interrupt();
            thread.join();
        });
        to.add("a virtual thread", () -> {
            Thread thread = (Thread)
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable) () -> {});
            thread.join();
        });
        to.add("a pool of its own", () -> {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            pool.submit(() -> 1).get();
            pool.shutdownNow();
        });
        to.add("a scheduled pool", () -> {
            var pool = Executors.newScheduledThreadPool(1);
            pool.schedule(() -> 1, 1, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .get();
            pool.shutdown();
        });
        to.add("the common pool", () -> CompletableFuture.supplyAsync(() -> 1).get());
        to.add("a fork-join pool of its own", () -> {
            ForkJoinPool pool = new ForkJoinPool(2);
            pool.submit(() -> IntStream.range(0, 99).parallel().sum()).get();
            pool.shutdown();
        });
        to.add("a parallel stream", () -> IntStream.range(0, 999).parallel().sum());
        to.add("interrupting itself", () -> {
            Thread.currentThread().interrupt();
            Thread.interrupted();
        });
        to.add(
                "setting its context class loader",
                () -> Thread.currentThread().setContextClassLoader(HarmlessAttempts.class.getClassLoader()));
    }

    private static void cryptography(Attempts to) {
        to.add("SecureRandom", () -> new SecureRandom().nextInt());
        to.add(
                "SecureRandom that is strong",
                () -> SecureRandom.getInstance("NativePRNGNonBlocking").nextInt());
        to.add("MessageDigest", () -> MessageDigest.getInstance("SHA-256").digest(new byte[1]));
        to.add("Cipher", () -> Cipher.getInstance("AES/GCM/NoPadding"));
        to.add("KeyPairGenerator", () -> KeyPairGenerator.getInstance("EC").generateKeyPair());
        to.add("SSLContext", SSLContext::getDefault);
        to.add("SSLEngine", () -> SSLContext.getDefault().createSSLEngine());
    }

    private static void jvm(Attempts to) {
        to.add("HttpClient", () -> java.net.http.HttpClient.newBuilder().build());
        to.add("logging", () -> Logger.getLogger("pergola.test").log(Level.FINE, "text"));
        to.add("System.Logger", () -> System.getLogger("pergola.test").log(System.Logger.Level.DEBUG, "text"));
        to.add("memory", () -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage());
        to.add("load", () -> ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        to.add(
                "memory of the machine",
                () -> ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getTotalMemorySize());
        to.add("processors", () -> Runtime.getRuntime().availableProcessors());
        to.add("Runtime.version", Runtime::version);
        to.add(
                "an image in memory",
                () -> new java.awt.image.BufferedImage(4, 4, java.awt.image.BufferedImage.TYPE_INT_RGB)
                        .createGraphics()
                        .fillRect(0, 0, 1, 1));
    }
}
