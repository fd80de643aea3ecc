package dev.pergola.lifecycle.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The least and greatest values in a bundle's Metatype. The Metatype service holds values to them, but its interface does
 * not tell them, so they are read from the file that it reads.
 */
final class MetatypeBounds {
    private static final Logger LOG = LoggerFactory.getLogger(MetatypeBounds.class);
    private static final String FOLDER = "OSGI-INF/metatype";

    private MetatypeBounds() {}

    /**
     * The bounds of one attribute, as they are written.
     *
     * @param minimum least value
     * @param maximum greatest value
     */
    record Bounds(Optional<String> minimum, Optional<String> maximum) {
        static final Bounds NONE = new Bounds(Optional.empty(), Optional.empty());
    }

    /** The bounds by attribute, of one object class definition. */
    static Map<String, Bounds> of(Bundle bundle, String definition) {
        Enumeration<URL> files = bundle.findEntries(FOLDER, "*.xml", false);
        if (files == null) return Map.of();
        Map<String, Bounds> bounds = new HashMap<>();
        for (URL file : Collections.list(files)) {
            try (InputStream in = file.openStream()) {
                read(factory().createXMLStreamReader(in), definition, bounds);
            } catch (IOException | XMLStreamException e) {
                LOG.debug("{} cannot be read", file, e);
            }
        }
        return bounds;
    }

    /** The file is the plugin's: it is not to make us read anything else. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }

    private static void read(XMLStreamReader xml, String definition, Map<String, Bounds> bounds)
            throws XMLStreamException {
        boolean inside = false;
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamReader.START_ELEMENT) continue;
            String id = attribute(xml, "id").orElse("");
            if (xml.getLocalName().equals("OCD")) inside = id.equals(definition);
            else if (inside && xml.getLocalName().equals("AD")) {
                bounds.put(id, new Bounds(attribute(xml, "min"), attribute(xml, "max")));
            }
        }
    }

    private static Optional<String> attribute(XMLStreamReader xml, String name) {
        return Optional.ofNullable(xml.getAttributeValue(null, name));
    }
}
