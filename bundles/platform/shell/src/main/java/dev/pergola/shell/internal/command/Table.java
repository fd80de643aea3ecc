package dev.pergola.shell.internal.command;

import dev.pergola.shell.internal.command.Style.Styled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.AttributedString;

/** Rows in aligned columns. Where they are wider than the terminal, the widest column gives way first. */
public final class Table {
    private static final int NARROWEST = 8;
    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<Object>> rows = new ArrayList<>();

    /** With these headings; empty ones for a table without a heading. */
    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row; a cell is a {@link Styled} or anything else that prints. */
    public Table row(Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells in " + headings.size() + " columns");
        }
        rows.add(List.copyOf(Arrays.asList(cells)));
        return this;
    }

    /** Whether there is no row. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Writes it. */
    public void print(Screen screen) {
        int[] widths = widths(screen.width());
        if (headings.stream().anyMatch(heading -> !heading.isEmpty())) {
            screen.out()
                    .println(line(
                            screen,
                            widths,
                            headings.stream().map(Style.STRONG::of).toList()));
        }
        for (List<Object> row : rows) screen.out().println(line(screen, widths, row));
    }

    private int[] widths(int available) {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = columns(headings.get(column));
            for (List<Object> row : rows) widths[column] = Math.max(widths[column], columns(text(row.get(column))));
        }
        if (available <= 0) return widths;
        int excess = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - available;
        while (excess > 0) {
            int widest = 0;
            for (int column = 1; column < widths.length; column++) {
                if (widths[column] >= widths[widest]) widest = column;
            }
            if (widths[widest] <= NARROWEST) break;
            widths[widest]--;
            excess--;
        }
        return widths;
    }

    private static String line(Screen screen, int[] widths, List<? extends Object> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            Object cell = cells.get(column);
            String text = fit(text(cell), widths[column]);
            line.append(cell instanceof Styled styled ? screen.render(new Styled(styled.style(), text)) : text);
            if (column < widths.length - 1)
                line.append(" ".repeat(widths[column] - columns(text))).append(GAP);
        }
        return line.toString().stripTrailing();
    }

    private static String fit(String text, int width) {
        if (columns(text) <= width) return text;
        return new AttributedString(text).columnSubSequence(0, width - 1) + "…";
    }

    private static String text(Object cell) {
        return Text.line(String.valueOf(cell));
    }

    private static int columns(String text) {
        return new AttributedString(text).columnLength();
    }
}
