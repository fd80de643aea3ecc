package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.Hierarchy;
import dev.pergola.vetting.internal.code.MemberRef;
import dev.pergola.vetting.internal.code.MethodCode;
import dev.pergola.vetting.internal.code.TypeRef;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** Rules that take more than a call: what a class is, and what else is in it. */
final class ShapeRules {
    static final Rule NATIVE_METHOD = new Rule(
            "scan.native.method",
            Level.HOLD,
            "declares native methods",
            "Ask for the permission native.load with @RequiresPermission, or do without");
    static final Rule TRUST_ALL = new Rule(
            "scan.tls.trust-all",
            Level.HOLD,
            "trusts every certificate, so that anybody can listen in",
            "Use the trust managers of the JDK, and add certificates to a key store");
    static final Rule ANY_HOST = new Rule(
            "scan.tls.any-host",
            Level.HOLD,
            "accepts a certificate of any host, so that anybody can listen in",
            "Use the host name verifier of the JDK");
    static final Rule DESERIALIZATION = new Rule(
            "scan.deserialization",
            Level.HOLD,
            "makes objects of whatever classes a stream names",
            "Use JSON, or set an ObjectInputFilter that allows the few classes that may come");
    static final Rule XML = new Rule(
            "scan.xml",
            Level.WARN,
            "parses XML with a parser that may follow references to files and hosts",
            "Set XMLConstants.FEATURE_SECURE_PROCESSING and disallow-doctype-decl on the factory");
    static final Rule FINALIZER = new Rule(
            "scan.finalizer",
            Level.WARN,
            "runs code when an object is collected, on a thread of the JVM",
            "Close in @Deactivate, or use java.lang.ref.Cleaner");
    static final Rule PROXY = new Rule(
            "scan.proxy",
            Level.WARN,
            "stands in for types of the platform by dynamic proxies",
            "Implement the interface");

    static final List<Rule> ALL = List.of(NATIVE_METHOD, TRUST_ALL, ANY_HOST, DESERIALIZATION, XML, FINALIZER, PROXY);

    private static final Set<String> XML_FACTORIES = Set.of(
            "javax/xml/parsers/DocumentBuilderFactory",
            "javax/xml/parsers/SAXParserFactory",
            "javax/xml/stream/XMLInputFactory",
            "javax/xml/transform/TransformerFactory",
            "javax/xml/validation/SchemaFactory",
            "javax/xml/xpath/XPathFactory");
    private static final Set<String> SECURING =
            Set.of("setFeature", "setProperty", "setAttribute", "setExpandEntityReferences");

    private static final Set<String> FILTERING = Set.of("setObjectInputFilter", "setSerialFilter");

    private final Hierarchy hierarchy;
    private final Findings findings;

    ShapeRules(Hierarchy hierarchy, Findings findings) {
        this.hierarchy = hierarchy;
        this.findings = findings;
    }

    void look(ClassCode type) {
        boolean filters = uses(type, FILTERING);
        boolean secures = uses(type, SECURING);
        boolean trusts = hierarchy.is(type.name(), "javax/net/ssl/X509TrustManager");
        for (MethodCode method : type.methods()) {
            declared(type, method, trusts);
            for (MemberRef member : method.members()) {
                if (!filters) deserialization(type, method, member);
                if (!secures
                        && XML_FACTORIES.contains(member.owner())
                        && member.name().startsWith("new")
                        && member.isStatic()) {
                    findings.in(type, method, XML, member.line(), "calls " + member);
                }
                if (member.name().equals("newProxyInstance") && member.owner().equals("java/lang/reflect/Proxy")) {
                    proxy(type, method, member);
                }
            }
        }
    }

    private void declared(ClassCode type, MethodCode method, boolean trusts) {
        int line = method.shape().firstLine();
        if (method.is(Opcodes.ACC_NATIVE)) {
            findings.in(type, method, NATIVE_METHOD, line, "native " + method);
        }
        if (method.signature().equals("finalize()V") && method.shape().instructions() > 1) {
            findings.in(type, method, FINALIZER, line, "finalize()");
        }
        boolean empty = method.shape().instructions() == 1;
        if (trusts && method.name().equals("checkServerTrusted") && empty) {
            findings.in(type, method, TRUST_ALL, line, "checks nothing");
        }
        if (method.descriptor().endsWith("Ljavax/net/ssl/SSLSession;)Z")
                && method.shape().returnsTrue()) {
            findings.in(type, method, ANY_HOST, line, "returns true, whatever the host");
        }
    }

    private void deserialization(ClassCode type, MethodCode method, MemberRef member) {
        boolean reads = member.name().equals("readObject") || member.name().equals("readUnshared");
        // An object that reads its own parts from a stream that somebody else has opened.
        boolean own = method.name().equals("readObject") || method.name().equals("readExternal");
        if (!reads || own) return;
        if (hierarchy.is(member.owner(), "java/io/ObjectInputStream")
                || hierarchy.is(member.owner(), "java/beans/XMLDecoder")) {
            findings.in(type, method, DESERIALIZATION, member.line(), "calls " + member);
        }
    }

    private void proxy(ClassCode type, MethodCode method, MemberRef member) {
        for (TypeRef literal : method.types()) {
            String name = literal.name();
            if (literal.literal()
                    && !hierarchy.has(name)
                    && (name.startsWith("dev/pergola/") || name.startsWith("org/osgi/"))) {
                findings.in(type, method, PROXY, member.line(), "a proxy for " + name.replace('/', '.'));
            }
        }
    }

    private static boolean uses(ClassCode type, Set<String> names) {
        for (MethodCode method : type.methods()) {
            for (MemberRef member : method.members()) {
                if (names.contains(member.name())) return true;
            }
        }
        return false;
    }
}
