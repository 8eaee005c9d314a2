package net.xcauth.bridge.tool;

import java.util.ArrayList;
import java.util.List;
import net.xcauth.core.text.OneLine;

/** Aligned columns under a header line. */
final class Table {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();

    /** @param header the titles of the columns */
    Table(String... header) {
        rows.add(header);
    }

    /** @param cells one for each column */
    void row(String... cells) {
        String[] shown = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            shown[i] = OneLine.of(cells[i]);
        }
        rows.add(shown);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                line.append(row[column])
                        .append(" ".repeat(width(column) - letters(row[column])))
                        .append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> letters(row[column])).max().orElse(0);
    }

    private static int letters(String text) {
        return text.codePointCount(0, text.length());
    }
}
