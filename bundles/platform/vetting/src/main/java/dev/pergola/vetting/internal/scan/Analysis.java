package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.Archive;
import dev.pergola.vetting.internal.code.ArchiveLimits;
import dev.pergola.vetting.internal.code.ArchiveReader;
import dev.pergola.vetting.internal.code.Budget;
import dev.pergola.vetting.internal.code.CallGraph;
import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.Hierarchy;
import dev.pergola.vetting.internal.code.PlatformClasses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * All that is known of a jar's code; every vetter of code works on the same one.
 *
 * @param archive what is in the jar
 * @param hierarchy who extends whom
 * @param graph what runs when somebody uses it
 * @param findings what rules have found
 */
public record Analysis(Archive archive, Hierarchy hierarchy, CallGraph graph, List<Finding> findings) {
    /** Copies. */
    public Analysis {
        findings = List.copyOf(findings);
    }

    /** Reads the code of a jar, and holds nothing against it. */
    static Analysis ofCode(Path jar, ArchiveLimits limits, Budget budget, PlatformClasses platform) throws IOException {
        Archive archive = ArchiveReader.read(jar, limits, budget, resource -> {});
        Hierarchy hierarchy = new Hierarchy(archive.classes(), platform);
        return new Analysis(archive, hierarchy, CallGraph.of(archive, hierarchy, budget), List.of());
    }

    /** Reads a jar and holds the rules against it. */
    static Analysis of(Path jar, ArchiveLimits limits, Budget budget, PlatformClasses platform) throws IOException {
        Findings findings = new Findings();
        Archive archive = ArchiveReader.read(jar, limits, budget, new PayloadRules(findings));
        ArchiveRules.look(archive.oddities(), findings);
        ManifestRules.look(archive.headers(), findings);
        Hierarchy hierarchy = new Hierarchy(archive.classes(), platform);
        CodeScan code = new CodeScan(hierarchy, findings);
        ShapeRules shapes = new ShapeRules(hierarchy, findings);
        for (ClassCode type : archive.classes()) {
            budget.check();
            code.look(type);
            shapes.look(type);
        }
        NamingRules.look(archive.classes(), findings);
        CallGraph graph = CallGraph.of(archive, hierarchy, budget);
        return new Analysis(archive, hierarchy, graph, findings.all());
    }
}
