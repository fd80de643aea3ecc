package dev.pergola.vetting.internal.sbom;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pergola.vetting.BillOfMaterials;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.internal.licence.Licences;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.osgi.service.component.annotations.Component;

/** Writes bills of materials. */
@Component
public final class CycloneDx implements BillOfMaterials {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public byte[] cycloneDx(Path jar) {
        try {
            Archive archive = ArchiveReader.read(jar);
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(bill(archive));
        } catch (IOException e) {
            throw new VettingException(
                    "unreadable", jar + " cannot be read: " + e.getMessage(), "Check that it is a whole jar");
        }
    }

    private static ObjectNode bill(Archive archive) {
        ObjectNode bill = JSON.createObjectNode();
        bill.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        bill.put("bomFormat", "CycloneDX");
        bill.put("specVersion", "1.6");
        // By the jar's digest, so that the same jar has the same bill.
        bill.put(
                "serialNumber",
                "urn:uuid:" + UUID.nameUUIDFromBytes(archive.sha256().getBytes(StandardCharsets.US_ASCII)));
        bill.put("version", 1);
        ObjectNode metadata = bill.putObject("metadata");
        ObjectNode tool = metadata.putObject("tools").putArray("components").addObject();
        tool.put("type", "application").put("name", "Pergola");
        Bom root = root(archive);
        metadata.set("component", component(root, "application"));
        Map<String, Bom> parts = new TreeMap<>();
        collect(archive, root, parts);
        ArrayNode components = bill.putArray("components");
        parts.values().forEach(part -> components.add(component(part, "library")));
        ArrayNode dependencies = bill.putArray("dependencies");
        ArrayNode dependsOn = dependencies.addObject().put("ref", root.ref()).putArray("dependsOn");
        parts.keySet().forEach(dependsOn::add);
        return bill;
    }

    /** A component on its way into the bill. */
    private record Bom(
            String ref,
            String group,
            String name,
            String version,
            String purl,
            Archive archive,
            boolean whole,
            Part.Evidence evidence) {}

    private static Bom root(Archive archive) {
        String header = archive.header("Bundle-SymbolicName");
        int end = header.indexOf(';');
        String name = (end < 0 ? header : header.substring(0, end)).strip();
        String version = archive.header("Bundle-Version").strip();
        for (Coordinates pom : archive.poms()) {
            if (pom.artifact().equals(name) || name.equals(pom.group() + "." + pom.artifact())) {
                return new Bom(
                        purl(pom),
                        pom.group(),
                        pom.artifact(),
                        pom.version(),
                        purl(pom),
                        archive,
                        true,
                        Part.Evidence.POM);
            }
        }
        String purl = generic(name.isEmpty() ? "jar" : name, version);
        return new Bom(purl, "", name.isEmpty() ? "jar" : name, version, purl, archive, true, Part.Evidence.BUNDLE);
    }

    private static void collect(Archive archive, Bom root, Map<String, Bom> parts) {
        List<Part> own = Inventory.of(archive).stream()
                .filter(part -> part.archive().equals(archive) && part.evidence() != Part.Evidence.BUNDLE)
                .toList();
        List<Bom> found = new ArrayList<>();
        for (Part part : own) {
            Coordinates of = part.coordinates();
            boolean whole = own.size() == 1 && !archive.where().isEmpty();
            found.add(new Bom(
                    purl(of), of.group(), of.artifact(), of.version(), purl(of), archive, whole, part.evidence()));
        }
        if (found.stream().noneMatch(Bom::whole) && !archive.where().isEmpty()) found.add(jar(archive));
        for (Bom part : found) {
            String ref = part.ref() + (archive.where().isEmpty() ? "" : "#" + archive.where());
            if (part.ref().equals(root.ref()) && archive.where().isEmpty()) continue;
            parts.putIfAbsent(
                    ref,
                    new Bom(
                            ref,
                            part.group(),
                            part.name(),
                            part.version(),
                            part.purl(),
                            archive,
                            part.whole(),
                            part.evidence()));
        }
        archive.nested().stream()
                .sorted(Comparator.comparing(Archive::where))
                .forEach(nested -> collect(nested, root, parts));
    }

    /** A jar in the jar, by its symbolic name, or else by the name of its file. */
    private static Bom jar(Archive archive) {
        String header = archive.header("Bundle-SymbolicName");
        int end = header.indexOf(';');
        String name = (end < 0 ? header : header.substring(0, end)).strip();
        if (name.isEmpty()) name = archive.where().substring(archive.where().lastIndexOf('/') + 1);
        String version = archive.header("Bundle-Version").strip();
        String purl = generic(name, version);
        return new Bom(purl, "", name, version, purl, archive, true, Part.Evidence.BUNDLE);
    }

    private static ObjectNode component(Bom part, String type) {
        ObjectNode component = JSON.createObjectNode();
        component.put("type", type);
        component.put("bom-ref", part.ref());
        if (!part.group().isEmpty()) component.put("group", part.group());
        component.put("name", part.name());
        if (!part.version().isEmpty()) component.put("version", part.version());
        if (part.whole()) {
            ArrayNode hashes = component.putArray("hashes");
            hashes.addObject().put("alg", "SHA-1").put("content", part.archive().sha1());
            hashes.addObject()
                    .put("alg", "SHA-256")
                    .put("content", part.archive().sha256());
            licences(component, Licences.of(part.archive()));
        }
        component.put("purl", part.purl());
        evidence(component, part);
        return component;
    }

    private static void licences(ObjectNode component, String licence) {
        if (licence.isBlank()) return;
        ObjectNode choice = component.putArray("licenses").addObject();
        if (Licences.isExpression(licence)) {
            if (Licences.spdx(licence).isPresent() && !licence.endsWith("+")) {
                choice.putObject("license").put("id", Licences.spdx(licence).orElseThrow());
            } else {
                choice.put("expression", licence);
            }
        } else {
            choice.putObject("license").put("name", licence);
        }
    }

    private static void evidence(ObjectNode component, Bom part) {
        if (part.archive().where().isEmpty() && part.whole()) return;
        ObjectNode evidence = component.putObject("evidence");
        ObjectNode identity = evidence.putArray("identity").addObject();
        double confidence = switch (part.evidence()) {
            case POM -> 1;
            case BUNDLE -> 0.8;
            case PACKAGES -> 0.4;
        };
        identity.put("field", "purl").put("confidence", confidence);
        identity.putArray("methods")
                .addObject()
                .put("technique", part.evidence() == Part.Evidence.PACKAGES ? "binary-analysis" : "manifest-analysis")
                .put("confidence", confidence);
        String where = part.archive().where();
        if (!where.isEmpty()) evidence.putArray("occurrences").addObject().put("location", where);
    }

    private static String purl(Coordinates of) {
        return "pkg:maven/" + encode(of.group()) + "/" + encode(of.artifact())
                + (of.version().isEmpty() ? "" : "@" + encode(of.version()));
    }

    private static String generic(String name, String version) {
        return "pkg:generic/" + encode(name) + (version.isEmpty() ? "" : "@" + encode(version));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
