package dev.pergola.sandbox;

import java.util.List;

/**
 * What the operating system holds sandboxes to on this host, as it was found by trying it when the platform started.
 *
 * @param tier the best that works here, or the one that the operator asked for
 * @param works whether that one works here; where not, nothing runs in a sandbox
 * @param findings what was tried, and what came of it
 */
public record Isolation(Tier tier, boolean works, List<Finding> findings) {
    public Isolation {
        findings = List.copyOf(findings);
    }

    /** How well a sandbox is contained; the first is the best. */
    public enum Tier {
        /** Its own name spaces and file system, limits of a control group, and a filter for system calls. */
        A("its own file system, processes and network, limits of a control group, a filter for system calls"),
        /** The same without a control group: limits are watched and held by the kernel's process. */
        B("its own file system, processes and network, a filter for system calls; limits are watched from outside"),
        /** A plain process: its heap is limited, and it is ended when it does not end. */
        C("a plain process with a limited heap, which has the rights of the user who runs Pergola");

        private final String words;

        Tier(String words) {
            this.words = words;
        }

        /** What it is, in words. */
        public String words() {
            return words;
        }
    }

    /**
     * Something that was tried.
     *
     * @param what what a tier needs
     * @param works whether it is there and does what it should
     * @param found what was seen
     * @param remedy what brings it, where it does not work; empty otherwise
     */
    public record Finding(String what, boolean works, String found, String remedy) {}
}
