package dev.pergola.api.node;

/**
 * What a node will probably need.
 *
 * @param cpuCores processor cores
 * @param memoryMb megabytes of memory
 * @param gpuCount graphics processors
 */
public record ResourceRequirement(double cpuCores, int memoryMb, int gpuCount) {
    /** Next to nothing: the default. */
    public static final ResourceRequirement LIGHT = new ResourceRequirement(0.1, 16, 0);
}
