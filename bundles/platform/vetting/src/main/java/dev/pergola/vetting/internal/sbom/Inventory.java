package dev.pergola.vetting.internal.sbom;

import dev.pergola.vetting.internal.sbom.Part.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which libraries are in a jar: by what Maven left in it, by the symbolic name of a bundle, and, where neither is there, by
 * packages that only one library has.
 */
public final class Inventory {
    /** Libraries that are often copied into other jars, by the folder that gives them away even where it was moved. */
    private static final Map<String, String> GIVEN_AWAY_BY = Map.ofEntries(
            Map.entry("org/apache/logging/log4j/core/", "org.apache.logging.log4j:log4j-core"),
            Map.entry("org/apache/log4j/", "log4j:log4j"),
            Map.entry("com/fasterxml/jackson/databind/", "com.fasterxml.jackson.core:jackson-databind"),
            Map.entry("com/fasterxml/jackson/core/", "com.fasterxml.jackson.core:jackson-core"),
            Map.entry("org/yaml/snakeyaml/", "org.yaml:snakeyaml"),
            Map.entry("org/apache/commons/text/", "org.apache.commons:commons-text"),
            Map.entry("org/apache/commons/compress/", "org.apache.commons:commons-compress"),
            Map.entry("org/apache/commons/collections/", "commons-collections:commons-collections"),
            Map.entry("org/apache/commons/collections4/", "org.apache.commons:commons-collections4"),
            Map.entry("org/apache/commons/fileupload/", "commons-fileupload:commons-fileupload"),
            Map.entry("org/apache/commons/io/", "commons-io:commons-io"),
            Map.entry("org/springframework/beans/", "org.springframework:spring-beans"),
            Map.entry("org/springframework/web/", "org.springframework:spring-web"),
            Map.entry("org/springframework/expression/", "org.springframework:spring-expression"),
            Map.entry("com/alibaba/fastjson/", "com.alibaba:fastjson"),
            Map.entry("com/thoughtworks/xstream/", "com.thoughtworks.xstream:xstream"),
            Map.entry("org/apache/struts2/", "org.apache.struts:struts2-core"),
            Map.entry("org/apache/velocity/", "org.apache.velocity:velocity-engine-core"),
            Map.entry("org/apache/shiro/", "org.apache.shiro:shiro-core"),
            Map.entry("io/netty/handler/codec/http/", "io.netty:netty-codec-http"),
            Map.entry("com/google/gson/", "com.google.code.gson:gson"),
            Map.entry("com/google/protobuf/", "com.google.protobuf:protobuf-java"),
            Map.entry("com/google/common/collect/", "com.google.guava:guava"),
            Map.entry("org/bouncycastle/crypto/", "org.bouncycastle:bcprov-jdk18on"),
            Map.entry("org/h2/engine/", "com.h2database:h2"));

    private Inventory() {}

    /** All of a jar and the jars in it. One library may have several names where it is not certain which is its. */
    public static List<Part> of(Archive archive) {
        Map<String, Part> parts = new LinkedHashMap<>();
        collect(archive, parts);
        return new ArrayList<>(parts.values());
    }

    private static void collect(Archive archive, Map<String, Part> parts) {
        for (Coordinates pom : archive.poms()) add(new Part(pom, archive, Evidence.POM), parts);
        if (archive.poms().isEmpty()) {
            for (Coordinates guess : BundleNames.coordinates(archive)) {
                add(new Part(guess, archive, Evidence.BUNDLE), parts);
            }
        }
        GIVEN_AWAY_BY.forEach((folder, key) -> {
            boolean named = parts.values().stream()
                    .anyMatch(part -> part.archive().equals(archive)
                            && part.coordinates().key().equals(key));
            if (!named && archive.folders().stream().anyMatch(has -> isOrIsMoved(has, folder))) {
                int colon = key.indexOf(':');
                String group = key.substring(0, colon);
                String artifact = key.substring(colon + 1);
                Coordinates guess =
                        Coordinates.of(group, artifact, BundleNames.implementationVersion(archive, artifact));
                add(new Part(guess, archive, Evidence.PACKAGES), parts);
            }
        });
        archive.nested().forEach(nested -> collect(nested, parts));
    }

    private static boolean isOrIsMoved(String has, String folder) {
        return has.startsWith(folder) || has.contains("/" + folder);
    }

    private static void add(Part part, Map<String, Part> parts) {
        parts.putIfAbsent(part.coordinates() + " " + part.archive().where(), part);
    }
}
