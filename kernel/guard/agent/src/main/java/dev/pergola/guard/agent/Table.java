package dev.pergola.guard.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The operations that are guarded on one release of the JDK, by class. */
final class Table {
    private static final String BASE = "java.base";

    private final Map<String, List<Operation>> byClass = new LinkedHashMap<>();

    private Table() {}

    /** Reads the rows for a release. */
    static Table load(int release) {
        try (InputStream in = Table.class.getResourceAsStream("operations.txt")) {
            if (in == null) throw new IllegalStateException("operations.txt is not in the agent's jar");
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), release);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Table parse(String text, int release) {
        Table table = new Table();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            try {
                String[] words = line.split("\\s+");
                if (isFor(words[0], release)) table.add(row(i + 1, words));
            } catch (IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException wrong) {
                throw new IllegalStateException(
                        "operations.txt, row " + (i + 1) + ": " + wrong.getMessage() + ": " + line);
            }
        }
        return table;
    }

    private static Operation row(int line, String[] words) {
        Operation.Scope scope =
                Operation.Scope.valueOf(words[1].replace('-', '_').toUpperCase(Locale.ROOT));
        int slash = words[2].indexOf('/');
        int hash = words[2].indexOf('#');
        String module = slash < 0 ? BASE : words[2].substring(0, slash);
        List<Operand> operands =
                Arrays.stream(words, 4, words.length).map(Operand::parse).toList();
        Check check = Check.named(words[3]);
        int given = operands.size() + (scope == Operation.Scope.INSTEAD ? 0 : 2);
        if (given != check.parameters().length)
            throw new IllegalArgumentException(words[3] + " takes another number of operands");
        return new Operation(
                line,
                scope,
                module,
                words[2].substring(slash + 1, hash),
                words[2].substring(hash + 1),
                check,
                operands);
    }

    /** @param releases such as {@code 24-} or {@code 24-25} */
    private static boolean isFor(String releases, int release) {
        int dash = releases.indexOf('-');
        String last = releases.substring(dash + 1);
        return release >= Integer.parseInt(releases.substring(0, dash))
                && (last.isEmpty() || release <= Integer.parseInt(last));
    }

    private void add(Operation operation) {
        byClass.computeIfAbsent(operation.type(), type -> new ArrayList<>()).add(operation);
    }

    /** What is asked in a class of the JDK; nothing for all other classes, whatever they are called. */
    List<Operation> of(Module module, String type) {
        List<Operation> operations = byClass.get(type);
        if (operations == null || !module.isNamed()) return List.of();
        return operations.get(0).module().equals(module.getName()) ? operations : List.of();
    }

    boolean covers(Class<?> type) {
        return !of(type.getModule(), type.getName()).isEmpty();
    }

    Map<String, List<Operation>> byClass() {
        return Collections.unmodifiableMap(byClass);
    }
}
