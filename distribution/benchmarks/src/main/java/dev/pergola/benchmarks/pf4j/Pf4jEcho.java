package dev.pergola.benchmarks.pf4j;

import java.util.Map;
import org.pf4j.Extension;

/** Answers at once. */
@Extension
public final class Pf4jEcho implements Pf4jTask {
    @Override
    public Map<String, Object> process(Map<String, Object> input) {
        return Map.copyOf(input);
    }
}
