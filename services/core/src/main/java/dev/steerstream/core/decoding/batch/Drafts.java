package dev.steerstream.core.decoding.batch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Guesses how an answer goes on: the tokens that followed the latest earlier place with the same last tokens, first in answers
 * of the same adapter, then in the prompt and the answer itself (prompt lookup decoding). A guess is only ever verified, so it
 * changes how fast an answer comes, not what it is. Not thread-safe: one thread.
 */
final class Drafts {
    private static final int LONGEST_MATCH = 4;
    private static final int SHORTEST_MATCH = 2;
    private static final int ADAPTERS = 32;

    /** Tokens remembered of one adapter's answers. */
    private static final int MEMORY = 2048;

    /** No token: what follows another answer is no continuation of this one. */
    private static final int BORDER = -1;

    private final Map<String, Memory> memories = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Memory> eldest) {
            return size() > ADAPTERS;
        }
    };

    /** The end of a list of tokens that only grows. */
    private static final class Memory {
        int[] tokens = new int[2 * MEMORY];
        int size;

        void add(int[] more) {
            int kept = Math.min(more.length, MEMORY);
            if (size + kept > tokens.length) {
                System.arraycopy(tokens, size - MEMORY, tokens, 0, MEMORY);
                size = MEMORY;
            }
            System.arraycopy(more, more.length - kept, tokens, size, kept);
            size += kept;
        }
    }

    /**
     * Remembers a finished answer, with the end of its prompt: that is what its first tokens follow. Answers of the base model
     * (null) are not remembered: they belong to no task, and one tenant's timing must not tell of another's.
     */
    void remember(String adapter, int[] prompt, int[] answer) {
        if (adapter == null) {
            return;
        }
        int lead = Math.min(LONGEST_MATCH, prompt.length);
        int[] lesson = Arrays.copyOfRange(prompt, prompt.length - lead, prompt.length + answer.length + 1);
        System.arraycopy(answer, 0, lesson, lead, answer.length);
        lesson[lesson.length - 1] = BORDER;
        memories.computeIfAbsent(adapter, key -> new Memory()).add(lesson);
    }

    /** At most {@code most} guessed tokens after the context; none where nothing like its end is known. */
    int[] propose(String adapter, int[] context, int most) {
        Memory memory = adapter == null ? null : memories.get(adapter);
        for (int length = Math.min(LONGEST_MATCH, context.length); length >= SHORTEST_MATCH; length--) {
            int[] found = memory == null ? new int[0] : after(memory.tokens, memory.size, context, length, most);
            if (found.length == 0) {
                found = after(context, context.length, context, length, most);
            }
            if (found.length > 0) {
                return found;
            }
        }
        return new int[0];
    }

    private static int[] after(int[] tokens, int size, int[] context, int length, int most) {
        int from = context.length - length;
        for (int start = size - length - 1; start >= 0; start--) {
            if (Arrays.equals(tokens, start, start + length, context, from, context.length)) {
                int first = start + length;
                int end = first;
                while (end < size && end - first < most && tokens[end] != BORDER) {
                    end++;
                }
                if (end > first) {
                    return Arrays.copyOfRange(tokens, first, end);
                }
            }
        }
        return new int[0];
    }
}
