package dev.steerstream.model.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of one forward. Rows of one prompt that follow one another are a {@link TokenTree}; what all trees begin with (a chat template's
 * system turn) comes once, before them. So nothing is run twice that has the same context. Immutable.
 */
final class PackedRows {
    /** A shorter beginning is not worth a line of its own. */
    private static final int SHORTEST_BEGINNING = 8;

    private final int first;
    private final List<TokenRow> rows;
    private final List<TokenTree> trees = new ArrayList<>();
    private final int beginning; // tokens that come once
    private final int tokens; // of one copy
    private final int[] contexts; // token of one copy, distinct and in the order in which rows ask for them
    private final int[][] contextOf; // [row][answer token]: place in contexts

    private PackedRows(int first, List<List<TokenRow>> prompts, List<TokenTree> trees) {
        this.first = first;
        this.rows = prompts.stream().flatMap(List::stream).toList();
        this.trees.addAll(trees);
        this.beginning = trees.size() < 2 ? 0 : beginning(prompts);
        this.contextOf = new int[rows.size()][];
        Map<Integer, Integer> places = new HashMap<>();
        int row = 0;
        int offset = beginning;
        for (int t = 0; t < trees.size(); t++) {
            for (int r = 0; r < prompts.get(t).size(); r++) {
                int[] before = trees.get(t).contexts(r).clone();
                for (int i = 0; i < before.length; i++) {
                    before[i] = places.computeIfAbsent(before[i] - beginning + offset, token -> places.size());
                }
                contextOf[row++] = before;
            }
            offset += trees.get(t).size() - beginning;
        }
        tokens = offset;
        contexts = new int[places.size()];
        places.forEach((token, place) -> contexts[place] = token);
    }

    private static int beginning(List<List<TokenRow>> prompts) {
        TokenRow one = prompts.get(0).get(0);
        int shared = one.completionStart() - 1; // what is asked for is a tree's own
        for (List<TokenRow> prompt : prompts) {
            TokenRow other = prompt.get(0);
            shared = TokenTree.common(one, other, Math.min(shared, other.completionStart() - 1));
        }
        return shared < SHORTEST_BEGINNING ? 0 : shared;
    }

    /**
     * Cuts rows into forwards, in their order.
     *
     * @param most tokens of a forward; a longer row goes alone
     */
    static List<PackedRows> pack(List<TokenRow> rows, int most) {
        List<PackedRows> packed = new ArrayList<>();
        List<List<TokenRow>> prompts = new ArrayList<>();
        List<TokenTree> trees = new ArrayList<>();
        int first = 0;
        int held = 0;
        for (int begin = 0; begin < rows.size(); ) {
            int end = samePrompt(rows, begin, most);
            List<TokenRow> prompt = rows.subList(begin, end);
            TokenTree tree = TokenTree.of(prompt);
            prompts.add(prompt);
            int shared = prompts.size() < 2 ? 0 : beginning(prompts);
            int total = shared + held + tree.size() - shared * prompts.size();
            if (prompts.size() > 1 && total > most) {
                prompts.remove(prompts.size() - 1);
                packed.add(new PackedRows(first, prompts, trees));
                prompts = new ArrayList<>(List.of(prompt));
                trees = new ArrayList<>();
                first = begin;
                held = 0;
            }
            trees.add(tree);
            held += tree.size();
            begin = end;
        }
        if (!trees.isEmpty()) packed.add(new PackedRows(first, prompts, trees));
        return packed;
    }

    /** Behind the rows that have the prompt of the first, of those that surely fit into one forward. */
    private static int samePrompt(List<TokenRow> rows, int begin, int most) {
        TokenRow one = rows.get(begin);
        int start = one.completionStart();
        int tokens = one.length();
        int end = begin + 1;
        while (end < rows.size()
                && rows.get(end).completionStart() == start
                && TokenTree.common(one, rows.get(end), start) == start
                && tokens + rows.get(end).completionLength() <= most) {
            tokens += rows.get(end++).completionLength();
        }
        return end;
    }

    /** Index of the first row. */
    int first() {
        return first;
    }

    /** Index behind the last row. */
    int end() {
        return first + rows.size();
    }

    /** Answer tokens of all rows. */
    int answers() {
        return Arrays.stream(contextOf).mapToInt(row -> row.length).sum();
    }

    /** Contexts that differ. */
    int contexts() {
        return contexts.length;
    }

    /** Which of the contexts comes before an answer token, by the row's index among all rows. */
    int context(int row, int answer) {
        return contextOf[row - first][answer];
    }

    /** Of one copy. */
    int tokens() {
        return tokens;
    }

    /** How many lines one copy has: the beginning, if there is one, and the trees. */
    int lines() {
        return trees.size() + (beginning > 0 ? 1 : 0);
    }

    /**
     * Which tokens' hidden states are wanted, warm and base in turns where there are two copies.
     *
     * @param distinct once for each context; else once for each answer token, in order
     */
    long[] wanted(int copies, boolean distinct) {
        int[] order = distinct
                ? contexts
                : Arrays.stream(contextOf)
                        .flatMapToInt(Arrays::stream)
                        .map(place -> contexts[place])
                        .toArray();
        long[] wanted = new long[copies * order.length];
        for (int i = 0; i < order.length; i++) {
            for (int copy = 0; copy < copies; copy++) wanted[copies * i + copy] = (long) copy * tokens + order[i];
        }
        return wanted;
    }

    /** Receives the tokens of a copy, line by line. */
    interface TokenReceiver {
        /** @param end where its branch ends, counted in its line */
        void token(int id, int depth, int end);
    }

    /** Receives the lines of a copy. */
    interface LineReceiver {
        /**
         * @param start how many tokens come before it
         * @param follows whether it comes after the copy's first line
         */
        void line(int start, int length, boolean follows, boolean branches);
    }

    void tell(TokenReceiver receiver, LineReceiver lines) {
        if (beginning > 0) {
            lines.line(0, beginning, false, false);
            for (int t = 0; t < beginning; t++) receiver.token(trees.get(0).id(t), t, beginning);
        }
        for (TokenTree tree : trees) {
            lines.line(beginning, tree.size() - beginning, beginning > 0, tree.branches());
            for (int t = beginning; t < tree.size(); t++) {
                receiver.token(tree.id(t), tree.depth(t), tree.end(t) - beginning);
            }
        }
    }
}
