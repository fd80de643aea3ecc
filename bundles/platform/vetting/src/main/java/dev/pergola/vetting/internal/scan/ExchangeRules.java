package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.MemberRef;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What code takes in and gives out: files, network, objects, names, ciphers. */
final class ExchangeRules {
    private static final String ASK = "Ask for the permission %s with @RequiresPermission, or do without";
    private static final Set<String> WEAK_PROTOCOLS = Set.of("SSL", "SSLV2", "SSLV3", "TLSV1", "TLSV1.1");

    static final List<CodeRule> ALL = List.of(
            CodeRule.of(
                    "scan.network.socket",
                    Level.HOLD,
                    "connects to other machines",
                    ASK.formatted("network.socket"),
                    Sign.of("java/net/Socket", "<init>", "connect"),
                    Sign.of("java/net/DatagramSocket", "<init>", "send", "connect"),
                    Sign.of("java/net/InetAddress", "getByName", "getAllByName"),
                    Sign.of("java/nio/channels/SocketChannel", "open", "connect"),
                    Sign.of("java/nio/channels/DatagramChannel", "open", "send", "connect"),
                    Sign.of("java/nio/channels/AsynchronousSocketChannel", "open", "connect"),
                    Sign.of("javax/net/SocketFactory", "createSocket"),
                    Sign.any("io/netty/bootstrap/Bootstrap")),
            CodeRule.of(
                    "scan.network.http",
                    Level.HOLD,
                    "calls other machines by HTTP",
                    ASK.formatted("network.http"),
                    Sign.of("java/net/URL", "openConnection", "openStream", "getContent"),
                    Sign.of("java/net/HttpURLConnection", "connect", "getInputStream", "getOutputStream"),
                    Sign.of("java/net/http/HttpClient", "newHttpClient", "newBuilder", "send", "sendAsync"),
                    Sign.of("java/net/http/WebSocket$Builder", "buildAsync")),
            CodeRule.of(
                    "scan.network.listen",
                    Level.HOLD,
                    "lets other machines connect to it",
                    ASK.formatted("network.listen"),
                    Sign.of("java/net/ServerSocket", "<init>", "bind", "accept"),
                    Sign.of("java/net/DatagramSocket", "bind", "receive"),
                    Sign.of("java/nio/channels/ServerSocketChannel", "open", "bind"),
                    Sign.of("java/nio/channels/AsynchronousServerSocketChannel", "open", "bind"),
                    Sign.of("javax/net/ServerSocketFactory", "createServerSocket"),
                    Sign.any("com/sun/net/httpserver/"),
                    Sign.of("java/rmi/registry/LocateRegistry", "createRegistry"),
                    Sign.any("io/netty/bootstrap/ServerBootstrap")),
            CodeRule.of(
                    "scan.filesystem.read",
                    Level.NONE,
                    "reads files",
                    ASK.formatted("filesystem.read"),
                    Sign.of("java/io/FileInputStream", "<init>"),
                    Sign.of("java/io/FileReader", "<init>"),
                    Sign.of("java/io/RandomAccessFile", "<init>"),
                    Sign.of("java/io/File", "list", "listFiles", "listRoots"),
                    Sign.of("java/nio/channels/FileChannel", "open"),
                    Sign.of("java/nio/file/Files", "newInputStream", "newBufferedReader", "readAllBytes", "readString"),
                    Sign.of("java/nio/file/Files", "readAllLines", "lines", "list", "walk", "find", "walkFileTree"),
                    Sign.of("java/nio/file/Files", "newDirectoryStream", "newByteChannel", "readSymbolicLink"),
                    Sign.of("java/util/zip/ZipFile", "<init>"),
                    Sign.of("java/util/jar/JarFile", "<init>")),
            CodeRule.of(
                    "scan.filesystem.write",
                    Level.NONE,
                    "writes or removes files",
                    ASK.formatted("filesystem.write"),
                    Sign.of("java/io/FileOutputStream", "<init>"),
                    Sign.of("java/io/FileWriter", "<init>"),
                    Sign.of("java/io/RandomAccessFile", "<init>"),
                    Sign.of("java/io/File", "delete", "deleteOnExit", "mkdir", "mkdirs", "renameTo", "createNewFile"),
                    Sign.of("java/io/File", "setExecutable", "setWritable", "setReadable"),
                    Sign.of("java/nio/file/Files", "write", "writeString", "newOutputStream", "newBufferedWriter"),
                    Sign.of("java/nio/file/Files", "copy", "move", "delete", "deleteIfExists", "createFile"),
                    Sign.of("java/nio/file/Files", "createDirectory", "createDirectories", "createLink"),
                    Sign.of("java/nio/file/Files", "createSymbolicLink", "setPosixFilePermissions", "setOwner")),
            CodeRule.of(
                    "scan.filesystem.temporary",
                    Level.WARN,
                    "writes to the temporary folder, which all share",
                    "Write to PluginContext.dataDirectory()",
                    Sign.of("java/io/File", "createTempFile"),
                    Sign.of("java/nio/file/Files", "createTempFile", "createTempDirectory")),
            CodeRule.of(
                    "scan.jndi",
                    Level.HOLD,
                    "looks names up in a directory, which can bring in foreign code",
                    "Take what is needed as a service, or from the configuration",
                    Sign.of("javax/naming/Context", "lookup", "lookupLink"),
                    Sign.of("javax/naming/InitialContext", "doLookup", "lookup"),
                    Sign.of("java/rmi/Naming", "lookup"),
                    Sign.of("java/rmi/registry/Registry", "lookup")),
            CodeRule.of(
                    "scan.crypto",
                    Level.WARN,
                    "uses cryptography that is known to be weak",
                    "Use SHA-256, AES/GCM/NoPadding, TLSv1.2 or later",
                    Sign.of("java/security/MessageDigest", "getInstance").when(ExchangeRules::isWeak),
                    Sign.of("javax/crypto/Cipher", "getInstance").when(ExchangeRules::isWeak),
                    Sign.of("javax/crypto/KeyGenerator", "getInstance").when(ExchangeRules::isWeak),
                    Sign.of("javax/crypto/Mac", "getInstance").when(ExchangeRules::isWeak),
                    Sign.of("java/security/Signature", "getInstance").when(ExchangeRules::isWeak),
                    Sign.of("javax/net/ssl/SSLContext", "getInstance")
                            .when(m -> WEAK_PROTOCOLS.contains(m.constant().toUpperCase(Locale.ROOT)))));

    private ExchangeRules() {}

    private static boolean isWeak(MemberRef member) {
        String algorithm = member.constant().toUpperCase(Locale.ROOT);
        return algorithm.matches("MD2|MD4|MD5|SHA-?1|SHA")
                || algorithm.matches("(DES|DESEDE|RC2|RC4|ARCFOUR|BLOWFISH)(/.*)?")
                || algorithm.matches("AES|[A-Z0-9]+/ECB/.*")
                || algorithm.matches("HMACMD5|(MD2|MD5|SHA1)WITH.*");
    }
}
