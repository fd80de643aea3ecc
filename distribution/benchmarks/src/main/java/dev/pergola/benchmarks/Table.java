package dev.pergola.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A table that is aligned in a terminal and valid as Markdown. */
final class Table {
    private final String title;
    private final String note;
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String title, String note, String... head) {
        this.title = title;
        this.note = note;
        this.head = List.of(head);
    }

    Table row(String... cells) {
        if (cells.length != head.size()) throw new IllegalArgumentException("Not " + head.size() + " cells");
        rows.add(List.of(cells));
        return this;
    }

    @Override
    public String toString() {
        List<List<String>> all = new ArrayList<>(rows);
        all.add(head);
        int[] widths = IntStream.range(0, head.size())
                .map(column -> all.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder("### " + title + "\n\n");
        if (!note.isEmpty()) text.append(note).append("\n\n");
        line(text, head, widths);
        text.append('|');
        for (int column = 0; column < widths.length; column++) {
            text.append("-".repeat(widths[column] + 1)).append(column == 0 ? "-|" : ":|");
        }
        text.append('\n');
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    /** What names a row stands left, what is measured stands right. */
    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        text.append('|');
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String fill = " ".repeat(widths[column] - cell.length());
            text.append(' ').append(column == 0 ? cell + fill : fill + cell).append(" |");
        }
        text.append('\n');
    }
}
