package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.PlatformManagedObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

/** Management of the process, Java's log, and what parsers of XML do for whoever writes the XML. */
final class Managements {
    private static final String MANAGEMENT = "the management of the process is the platform's";
    private static final String LOG = "the log is the platform's";
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");
    private static final Need METRICS = Need.of("metrics.read");

    private Managements() {}

    static List<Attack> management() {
        return List.of(
                never(
                        "mbean-server",
                        "asks for the server of management beans",
                        MANAGEMENT,
                        prey -> ManagementFactory.getPlatformMBeanServer()),
                never(
                        "new-mbean-server",
                        "makes a server of management beans",
                        MANAGEMENT,
                        prey -> MBeanServerFactory.createMBeanServer()),
                never(
                        "find-mbean-server",
                        "finds the servers of management beans",
                        MANAGEMENT,
                        prey -> MBeanServerFactory.findMBeanServer(null)),
                never(
                        "heap-dump",
                        "writes all memory into a file",
                        MANAGEMENT,
                        prey -> Tries.done(() ->
                                hotSpot("dumpHeap", prey.target("heap.hprof").toString(), true))),
                never(
                        "vm-option",
                        "changes an option of the virtual machine",
                        MANAGEMENT,
                        prey -> Tries.done(() -> hotSpot("setVMOption", "HeapDumpOnOutOfMemoryError", "true"))),
                never(
                                "read-vm-option",
                                "reads an option of the virtual machine",
                                MANAGEMENT,
                                prey -> hotSpot("getVMOption", "HeapDumpPath"))
                        .since(24),
                allowedBy(
                        METRICS,
                        "command-line",
                        "reads the command line of the process",
                        prey -> ManagementFactory.getRuntimeMXBean().getInputArguments()),
                allowedBy(
                                METRICS,
                                "class-path",
                                "reads the class path of the process",
                                prey -> ManagementFactory.getRuntimeMXBean().getClassPath())
                        .with(Need.of("system.properties", "java.class.path")),
                allowedBy(
                                METRICS,
                                "all-properties",
                                "reads the system properties by a bean",
                                prey -> ManagementFactory.getRuntimeMXBean()
                                        .getSystemProperties()
                                        .size())
                        .with(Need.of("system.properties", "*"), Need.of("system.properties.write", "*")),
                allowedBy(
                        METRICS,
                        "thread-dump",
                        "sees what all threads do by a bean",
                        prey -> ManagementFactory.getThreadMXBean().dumpAllThreads(true, true).length),
                never(
                        "gc-verbose",
                        "has the collector talk",
                        MANAGEMENT,
                        prey -> Tries.done(
                                () -> ManagementFactory.getMemoryMXBean().setVerbose(true))),
                never(
                        "thread-timing",
                        "turns the measuring of threads off",
                        MANAGEMENT,
                        prey -> Tries.done(
                                () -> ManagementFactory.getThreadMXBean().setThreadCpuTimeEnabled(false))),
                never(
                        "memory-threshold",
                        "sets a threshold of memory",
                        MANAGEMENT,
                        prey -> Tries.done(() -> ManagementFactory.getMemoryPoolMXBeans().stream()
                                .filter(pool -> pool.isUsageThresholdSupported())
                                .findFirst()
                                .orElseThrow()
                                .setUsageThreshold(1))),
                never(
                        "jmx-remote",
                        "opens management to the network",
                        MANAGEMENT,
                        prey -> Tries.done(() -> JMXConnectorServerFactory.newJMXConnectorServer(
                                        new JMXServiceURL("service:jmx:rmi://"), null, server())
                                .start())),
                never(
                                "register-mbean",
                                "registers a management bean",
                                MANAGEMENT,
                                prey -> server().registerMBean(new Object(), new ObjectName("x:type=X")))
                        .or(FAILED),
                never(
                                "attach",
                                "attaches to its own process",
                                "the module is not the plugin's to see",
                                Managements::attach)
                        .or(FAILED),
                never(
                                "perf-counters",
                                "reads counters of the virtual machine",
                                "the class is not the plugin's to see",
                                prey -> Class.forName("jdk.internal.perf.Perf"))
                        .or(FAILED),
                never(
                                "recording",
                                "records what the process does",
                                "the class is not the plugin's to see",
                                prey -> Class.forName("jdk.jfr.Recording")
                                        .getConstructor()
                                        .newInstance())
                        .or(FAILED),
                never(
                        "log-reset",
                        "resets Java's log",
                        LOG,
                        prey -> Tries.done(() -> LogManager.getLogManager().reset())),
                never(
                        "log-configuration",
                        "configures Java's log",
                        LOG,
                        prey -> Tries.done(() ->
                                LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(new byte[0])))),
                never(
                        "log-level",
                        "turns Java's log off",
                        LOG,
                        prey -> Tries.done(() -> Logger.getLogger("").setLevel(Level.OFF))),
                never(
                        "log-handlers",
                        "takes the handlers off Java's log",
                        LOG,
                        prey -> Tries.done(() -> Logger.getLogger("")
                                .removeHandler(Logger.getLogger("").getHandlers()[0]))),
                never(
                        "log-listener",
                        "hears what everybody logs",
                        LOG,
                        prey -> Tries.done(
                                () -> Logger.getLogger("").addHandler(new java.util.logging.ConsoleHandler()))),
                never("log-handler-close", "closes a handler of Java's log", LOG, prey -> {
                            Logger.getLogger("").getHandlers()[0].close();
                            return null;
                        })
                        .or(NOTHING),
                never(
                        "log-parent",
                        "puts its log above another",
                        LOG,
                        prey -> Tries.done(() -> Logger.getLogger("org.apache").setParent(Logger.getLogger("x")))),
                never(
                        "logging-bean",
                        "turns the log off by a bean",
                        LOG,
                        prey -> Tries.done(() -> ManagementFactory.getPlatformMXBean(
                                        java.lang.management.PlatformLoggingMXBean.class)
                                .setLoggerLevel("", "OFF"))));
    }

    static List<Attack> xml() {
        return List.of(
                parsing("entity", "by an entity, with DOM", prey -> dom(entity(prey))),
                parsing("entity-sax", "by an entity, with SAX", prey -> sax(entity(prey))),
                parsing("entity-stax", "by an entity, with StAX", prey -> stax(entity(prey))),
                parsing(
                        "external-dtd",
                        "as a DTD",
                        prey -> dom("<!DOCTYPE a SYSTEM \""
                                + prey.outside("with-default.dtd").toUri() + "\"><a>&secret;</a>")),
                parsing(
                        "parameter-entity",
                        "by an entity of a DTD",
                        prey -> dom("<!DOCTYPE a [<!ENTITY % d SYSTEM \""
                                + prey.outside("with-default.dtd").toUri() + "\"> %d;]><a>&secret;</a>")),
                parsing("inclusion", "by XInclude", Managements::inclusion),
                parsing("stylesheet", "by the document function of a style sheet", Managements::document)
                        .uncontrolled(
                                "a style sheet is code of nobody, and may nothing where Java has a security manager"),
                parsing(
                        "unparsed",
                        "by a source of a transformation",
                        prey -> transform(new StreamSource(
                                prey.outside("plain.xml").toUri().toString()))),
                parsing("schema", "by an import of a schema", Managements::schema),
                never(
                                "stylesheet-java",
                                "ends the process from a style sheet",
                                "extensions are off",
                                Managements::extension)
                        .or(FAILED, NOTHING),
                never(
                                "entity-server",
                                "asks a server for an entity",
                                "no host was granted",
                                prey -> dom("<!DOCTYPE a [<!ENTITY x SYSTEM \"" + prey.url() + "\">]><a>&x;</a>"))
                        .or(FAILED, NOTHING),
                never("billion-laughs", "makes the parser laugh", "Java has a limit", prey -> dom(laughs()))
                        .only(FAILED));
    }

    /** Parsers are free to fail in their own way, or to leave out what they could not read. */
    private static Attack parsing(String name, String how, Attack.Move move) {
        return allowedBy(READ, name, "reads a file " + how, move).or(FAILED, NOTHING);
    }

    private static Object hotSpot(String operation, Object... arguments) throws Exception {
        Class<? extends PlatformManagedObject> type = ManagementFactory.getPlatformManagementInterfaces().stream()
                .filter(found -> found.getName().endsWith("HotSpotDiagnosticMXBean"))
                .findFirst()
                .orElseThrow();
        return Tries.call(type, ManagementFactory.getPlatformMXBean(type), operation, arguments);
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }

    private static Object attach(Prey prey) throws Exception {
        return Tries.callStatic(Class.forName("com.sun.tools.attach.VirtualMachine"), "list");
    }

    private static String entity(Prey prey) {
        return "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + prey.secret().toUri() + "\">]><a>&x;</a>";
    }

    private static String dom(String xml) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        return document.getDocumentElement().getTextContent();
    }

    private static String sax(String xml) throws Exception {
        StringBuilder text = new StringBuilder();
        SAXParserFactory.newInstance()
                .newSAXParser()
                .parse(new InputSource(new StringReader(xml)), new DefaultHandler() {
                    @Override
                    public void characters(char[] characters, int start, int length) {
                        text.append(characters, start, length);
                    }
                });
        return text.toString();
    }

    private static String stax(String xml) throws Exception {
        XMLStreamReader reader = XMLInputFactory.newInstance().createXMLStreamReader(new StringReader(xml));
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamReader.CHARACTERS) text.append(reader.getText());
        }
        return text.toString();
    }

    private static String inclusion(Prey prey) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setXIncludeAware(true);
        factory.setNamespaceAware(true);
        String xml = "<a xmlns:i=\"http://www.w3.org/2001/XInclude\"><i:include parse=\"text\" href=\""
                + prey.secret().toUri() + "\"/></a>";
        return factory.newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement()
                .getTextContent();
    }

    private static String sheet(String body, String namespaces) {
        return "<s:stylesheet version=\"1.0\" xmlns:s=\"http://www.w3.org/1999/XSL/Transform\" " + namespaces
                + "><s:output method=\"text\"/><s:template match=\"/\">" + body + "</s:template></s:stylesheet>";
    }

    private static String document(Prey prey) throws Exception {
        String sheet = sheet(
                "<s:value-of select=\"document('" + prey.outside("plain.xml").toUri() + "')\"/>", "");
        return styled(sheet);
    }

    private static String extension(Prey prey) throws Exception {
        String body = "<s:value-of select=\"r:exit(r:getRuntime(), 7)\"/>";
        return styled(sheet(body, "xmlns:r=\"http://xml.apache.org/xalan/java/java.lang.Runtime\""));
    }

    private static String styled(String sheet) throws Exception {
        TransformerFactory factory = TransformerFactory.newInstance();
        // Under a security manager it may not read from anywhere unless it is told that it may.
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "all");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "all");
        StringWriter out = new StringWriter();
        factory.newTransformer(new StreamSource(new StringReader(sheet)))
                .transform(new StreamSource(new StringReader("<a/>")), new StreamResult(out));
        return out.toString();
    }

    private static String transform(StreamSource source) throws Exception {
        StringWriter out = new StringWriter();
        TransformerFactory.newInstance().newTransformer().transform(source, new StreamResult(out));
        return out.toString();
    }

    private static Object schema(Prey prey) throws Exception {
        String schema = "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:include schemaLocation=\""
                + prey.outside("types.xsd").toUri() + "\"/><xs:element name=\"a\" type=\"There\"/></xs:schema>";
        SchemaFactory factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "all");
        return factory.newSchema(new StreamSource(new ByteArrayInputStream(schema.getBytes(StandardCharsets.UTF_8))))
                .toString();
    }

    private static String laughs() {
        StringBuilder xml = new StringBuilder("<!DOCTYPE a [<!ENTITY x0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            xml.append("<!ENTITY x")
                    .append(i)
                    .append(" \"")
                    .append(("&x" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return xml.append("]><a>&x29;</a>").toString();
    }
}
