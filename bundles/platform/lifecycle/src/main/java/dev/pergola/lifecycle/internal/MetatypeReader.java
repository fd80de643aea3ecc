package dev.pergola.lifecycle.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.felix.metatype.AD;
import org.apache.felix.metatype.Designate;
import org.apache.felix.metatype.MetaData;
import org.apache.felix.metatype.MetaDataReader;
import org.apache.felix.metatype.OCD;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the Metatype of a plugin from its jar, so that it can be had whether or not the plugin runs: the Metatype service
 * has none for a bundle that is not resolved. The files are the plugin's: they are bounded, and make nobody read anything
 * else, as the parser knows no entities but those of XML itself.
 */
final class MetatypeReader {
    private static final Logger LOG = LoggerFactory.getLogger(MetatypeReader.class);
    private static final String FOLDER = "OSGI-INF/metatype/";
    private static final int MAX_FILES = 64;
    private static final int MAX_BYTES = 256 * 1024;
    private static final int MAX_ATTRIBUTES = 1_000;

    private MetatypeReader() {}

    /** The attributes of the definition that a jar designates for a PID; empty where it has none that can be read. */
    static List<AD> attributes(Path jar, String pid) {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            List<JarEntry> documents = file.stream()
                    .filter(entry -> isDocument(entry.getName()))
                    .limit(MAX_FILES)
                    .toList();
            for (JarEntry document : documents) {
                Optional<List<AD>> found = attributes(file, document, pid);
                if (found.isPresent()) return found.get();
            }
        } catch (IOException e) {
            LOG.warn("The Metatype of {} cannot be read: {}", pid, e.getMessage());
        }
        return List.of();
    }

    private static boolean isDocument(String name) {
        return name.startsWith(FOLDER) && name.endsWith(".xml") && name.indexOf('/', FOLDER.length()) < 0;
    }

    private static Optional<List<AD>> attributes(JarFile jar, JarEntry document, String pid) throws IOException {
        try {
            MetaData data = new MetaDataReader().parse(new ByteArrayInputStream(bytes(jar, document)));
            return definition(data, pid).map(definition -> attributes(jar, data, definition));
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} of {} is passed over", document, pid, e);
            return Optional.empty();
        }
    }

    private static Optional<OCD> definition(MetaData data, String pid) {
        for (Object each : data.getDesignates() == null ? List.of() : data.getDesignates()) {
            Designate designate = (Designate) each;
            if (!pid.equals(designate.getPid()) || designate.getObject() == null) continue;
            Map<?, ?> definitions = data.getObjectClassDefinitions();
            if (definitions == null) return Optional.empty();
            return Optional.ofNullable(
                    (OCD) definitions.get(designate.getObject().getOcdRef()));
        }
        return Optional.empty();
    }

    private static List<AD> attributes(JarFile jar, MetaData data, OCD definition) {
        Map<?, ?> declared = definition.getAttributeDefinitions();
        if (declared == null) return List.of();
        if (declared.size() > MAX_ATTRIBUTES) throw new IllegalArgumentException("it has too many attributes");
        Properties texts = new Properties();
        List<AD> attributes = new ArrayList<>();
        for (Object each : declared.values()) {
            AD attribute = (AD) each;
            boolean keyed = isKey(attribute.getName()) || isKey(attribute.getDescription());
            if (keyed && texts.isEmpty()) texts = texts(jar, Optional.ofNullable(data.getLocalePrefix()));
            attribute.setName(text(attribute.getName(), texts));
            attribute.setDescription(text(attribute.getDescription(), texts));
            attributes.add(attribute);
        }
        return List.copyOf(attributes);
    }

    private static boolean isKey(@Nullable String text) {
        return text != null && text.startsWith("%");
    }

    private static @Nullable String text(@Nullable String text, Properties texts) {
        return text == null || !isKey(text) ? text : texts.getProperty(text.substring(1), text.substring(1));
    }

    /** The texts in the language of this machine, over those in the language of the plugin. */
    private static Properties texts(JarFile jar, Optional<String> prefix) {
        Properties texts = new Properties();
        Locale locale = Locale.getDefault();
        try {
            @Nullable
            String header = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue(Constants.BUNDLE_LOCALIZATION);
            String base =
                    prefix.orElse(header == null ? Constants.BUNDLE_LOCALIZATION_DEFAULT_BASENAME : header.trim());
            String language = base + "_" + locale.getLanguage();
            for (String name : List.of(base, language, language + "_" + locale.getCountry())) {
                @Nullable JarEntry entry = jar.getJarEntry(name + ".properties");
                if (entry != null) texts.load(new ByteArrayInputStream(bytes(jar, entry)));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("The texts of {} cannot be read", jar.getName(), e);
        }
        return texts;
    }

    private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            return bytes;
        }
    }
}
