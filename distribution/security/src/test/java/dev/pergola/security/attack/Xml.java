package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

/** What parsers of XML do for whoever writes the XML. */
final class Xml {
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");

    private Xml() {}

    static List<Attack> all() {
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
                parsing("inclusion", "by XInclude", Xml::inclusion),
                parsing("stylesheet", "by the document function of a style sheet", Xml::document)
                        .unenforced(
                                "a style sheet is code of nobody, and may nothing where Java has a security manager"),
                parsing(
                        "unparsed",
                        "by a source of a transformation",
                        prey -> transform(new StreamSource(
                                prey.outside("plain.xml").toUri().toString()))),
                parsing("schema", "by an import of a schema", Xml::schema),
                never(
                                "stylesheet-java",
                                "ends the process from a style sheet",
                                "the life of the process is the platform's",
                                Xml::extension)
                        .or(FAILED, NOTHING)
                        .proven(Control.Proof.END),
                allowedBy(
                                Need.of("network.http", "localhost:{port}"),
                                "entity-server",
                                "asks a server for an entity",
                                prey -> dom("<!DOCTYPE a [<!ENTITY x SYSTEM \"" + prey.url() + "\">]><a>&x;</a>"))
                        .or(FAILED, NOTHING),
                never("billion-laughs", "makes the parser laugh", "Java has a limit", prey -> dom(laughs(30)))
                        .only(FAILED)
                        .counterpart("makes it smile", prey -> dom(laughs(3))));
    }

    /** Parsers are free to fail in their own way, or to leave out what they could not read. */
    private static Attack parsing(String name, String how, Attack.Move move) {
        return allowedBy(READ, name, "reads a file " + how, move).or(FAILED, NOTHING);
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
        return styled(sheet, false);
    }

    private static String extension(Prey prey) throws Exception {
        String body = "<s:value-of select=\"r:exit(r:getRuntime(), 7)\"/>";
        return styled(sheet(body, "xmlns:r=\"http://xml.apache.org/xalan/java/java.lang.Runtime\""), true);
    }

    private static String styled(String sheet, boolean extended) throws Exception {
        TransformerFactory factory = TransformerFactory.newInstance();
        // Later Javas have them off unless somebody turns them on.
        if (extended) factory.setFeature("jdk.xml.enableExtensionFunctions", true);
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

    private static String laughs(int depth) {
        StringBuilder xml = new StringBuilder("<!DOCTYPE a [<!ENTITY x0 \"ha\">");
        for (int i = 1; i < depth; i++) {
            xml.append("<!ENTITY x")
                    .append(i)
                    .append(" \"")
                    .append(("&x" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        return xml.append("]><a>&x").append(depth - 1).append(";</a>").toString();
    }
}
