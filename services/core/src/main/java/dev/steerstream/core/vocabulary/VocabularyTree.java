package dev.steerstream.core.vocabulary;

import java.util.Arrays;

/**
 * All tokens of a vocabulary as a tree of their bytes, laid out depth first: a node is followed by its subtree, so whoever cannot read a
 * node's byte skips to the subtree's end. A walk reads each shared beginning once. Immutable and thread-safe.
 */
public final class VocabularyTree {
    private final byte[][] tokenBytes;
    private final int longest;
    private final boolean[] singleBytes = new boolean[256];
    private final byte[] labels; // of a node: its last byte
    private final short[] depths; // bytes from the root, at least 1
    private final int[] ends; // first node behind the subtree
    private final int[]
            firstTokens; // index into tokens; a node's own end where the next node's begin, so most have none
    private final int[] tokens;
    private int nodes;

    /** Reads one byte after another, as an automaton does. Stacked: every byte is read from where its predecessor in the token left off. */
    public interface Walker {
        /**
         * Reads a byte.
         *
         * @param depth of the byte in the token, from 1: what was read before at this depth or deeper is forgotten
         * @return whether it can be read after those at the depths before
         */
        boolean read(int depth, int value);
    }

    /** @param tokenBytes by id; null or empty where an id can never be part of a text: special and unused ids */
    public VocabularyTree(byte[][] tokenBytes) {
        this.tokenBytes = tokenBytes.clone();
        Integer[] sorted = sorted(tokenBytes);
        int bytes = 0;
        int most = 0;
        for (int id : sorted) {
            bytes += tokenBytes[id].length;
            most = Math.max(most, tokenBytes[id].length);
            if (tokenBytes[id].length == 1) {
                singleBytes[tokenBytes[id][0] & 0xff] = true;
            }
        }
        if (most > Short.MAX_VALUE) {
            throw new IllegalArgumentException("A token has " + most + " bytes; at most " + Short.MAX_VALUE + " fit.");
        }
        longest = most;
        labels = new byte[bytes];
        depths = new short[bytes];
        ends = new int[bytes];
        firstTokens = new int[bytes + 1];
        tokens = new int[sorted.length];
        build(tokenBytes, sorted);
    }

    private static Integer[] sorted(byte[][] tokenBytes) {
        Integer[] ids = new Integer[tokenBytes.length];
        int size = 0;
        for (int id = 0; id < tokenBytes.length; id++) {
            if (tokenBytes[id] != null && tokenBytes[id].length > 0) {
                ids[size++] = id;
            }
        }
        Integer[] used = Arrays.copyOf(ids, size);
        Arrays.sort(used, (a, b) -> Arrays.compareUnsigned(tokenBytes[a], tokenBytes[b])); // stable: ids stay ascending
        return used;
    }

    private void build(byte[][] tokenBytes, Integer[] sorted) {
        int[] path = new int[longest + 1]; // node at each depth
        byte[] previous = {};
        for (int i = 0; i < sorted.length; i++) {
            byte[] token = tokenBytes[sorted[i]];
            int shared = Arrays.mismatch(previous, token);
            shared = shared < 0 ? token.length : shared;
            close(path, shared, previous.length);
            for (int depth = shared + 1; depth <= token.length; depth++) {
                labels[nodes] = token[depth - 1];
                depths[nodes] = (short) depth;
                firstTokens[nodes] = i;
                path[depth] = nodes++;
            }
            tokens[i] = sorted[i];
            previous = token;
        }
        close(path, 0, previous.length);
        firstTokens[nodes] = sorted.length;
    }

    private void close(int[] path, int shared, int depth) {
        for (int d = depth; d > shared; d--) {
            ends[path[d]] = nodes;
        }
    }

    /** Every token that the walker can read to its end. */
    public TokenMask.Builder readable(Walker walker) {
        TokenMask.Builder mask = new TokenMask.Builder(tokenBytes.length);
        int node = 0;
        while (node < nodes) {
            if (!walker.read(depths[node], labels[node] & 0xff)) {
                node = ends[node];
                continue;
            }
            for (int i = firstTokens[node]; i < firstTokens[node + 1]; i++) {
                mask.add(tokens[i]);
            }
            node++;
        }
        return mask;
    }

    /** Whether some token is this byte alone. */
    public boolean hasSingleByte(int value) {
        return singleBytes[value];
    }

    /** Bytes of the longest token. */
    public int longest() {
        return longest;
    }

    /** The bytes of a token that is in the tree; not to be changed. */
    public byte[] bytes(int token) {
        return tokenBytes[token];
    }
}
