package dev.holdfast.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns as wide as needed. A cell may have several lines. */
final class Table {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... header) {
        this.header = List.of(header);
    }

    void row(String... cells) {
        row(List.of(cells));
    }

    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    void print(PrintStream out) {
        int[] widths = new int[header.size()];
        measure(widths, header);
        rows.forEach(row -> measure(widths, row));
        int total = -2;
        for (int width : widths) {
            total += width + 2;
        }
        line(out, header, widths);
        out.println("-".repeat(total));
        rows.forEach(row -> line(out, row, widths));
        out.println("-".repeat(total));
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            for (String line : row.get(i).split("\n", -1)) {
                widths[i] = Math.max(widths[i], Columns.width(line));
            }
        }
    }

    private static void line(PrintStream out, List<String> row, int[] widths) {
        int height = 1;
        for (String cell : row) {
            height = Math.max(height, cell.split("\n", -1).length);
        }
        for (int y = 0; y < height; y++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String[] lines = row.get(i).split("\n", -1);
                String cell = y < lines.length ? lines[y] : "";
                text.append(cell).append(" ".repeat(widths[i] - Columns.width(cell) + 2));
            }
            out.println(text.toString().stripTrailing());
        }
    }
}
