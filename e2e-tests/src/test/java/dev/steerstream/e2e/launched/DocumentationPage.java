package dev.steerstream.e2e.launched;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of {@code ops/docs} and the commands in it: what stands in blocks that are fenced as {@code sh}.
 *
 * @param blocks in the page's order
 */
record DocumentationPage(String name, List<Block> blocks) {

    /** @param line of the page that the first command stands on, from 1 */
    record Block(int line, String commands) {}

    static DocumentationPage read(Path file) {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = lines(file);
        for (int line = 0; line < lines.size(); line++) {
            if (!lines.get(line).startsWith("```")) continue;
            boolean runs = lines.get(line).equals("```sh");
            int begin = line + 1;
            do line++;
            while (!lines.get(line).equals("```"));
            if (runs) blocks.add(new Block(begin + 1, String.join("\n", lines.subList(begin, line)) + "\n"));
        }
        return new DocumentationPage(file.getFileName().toString(), List.copyOf(blocks));
    }

    /** All blocks as one script that prints where it is before each; the variables of one are there in the next. */
    String script() {
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        for (Block block : blocks) {
            script.append("printf '\\n# %s line %s\\n' ")
                    .append(name)
                    .append(' ')
                    .append(block.line())
                    .append('\n')
                    .append(block.commands());
        }
        // What the page has exported is there for the next page.
        return script.append("export -p > \"$DOCUMENTATION_VARIABLES\"\n").toString();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
