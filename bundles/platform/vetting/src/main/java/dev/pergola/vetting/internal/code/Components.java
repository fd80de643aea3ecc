package dev.pergola.vetting.internal.code;

import java.io.ByteArrayInputStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** Reads descriptions of components: which classes Declarative Services makes, and which of their methods it calls. */
final class Components {
    private static final Set<String> METHODS =
            Set.of("activate", "deactivate", "modified", "bind", "unbind", "updated", "init");

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

    Components() {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    /** The classes, by internal name, with the names of methods that are called whatever their access. */
    Map<String, Set<String>> read(byte[] description) throws XMLStreamException {
        Map<String, Set<String>> components = new LinkedHashMap<>();
        XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(description));
        Set<String> methods = new HashSet<>();
        Set<String> classes = new HashSet<>();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                if (xml.getLocalName().equals("implementation")) {
                    @Nullable String type = xml.getAttributeValue(null, "class");
                    if (type != null) classes.add(type.trim().replace('.', '/'));
                }
                for (int i = 0; i < xml.getAttributeCount(); i++) {
                    if (METHODS.contains(xml.getAttributeLocalName(i))) methods.add(xml.getAttributeValue(i));
                }
            }
        }
        xml.close();
        classes.forEach(type -> components.put(type, Set.copyOf(methods)));
        return components;
    }
}
