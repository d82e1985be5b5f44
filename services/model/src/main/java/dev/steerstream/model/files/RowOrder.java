package dev.steerstream.model.files;

/** Where a row of a stored matrix belongs. */
interface RowOrder {
    RowOrder SAME = row -> row;

    int target(int row);

    /**
     * Undoes llama.cpp's order of the query and key rows. Its rotary embedding turns neighbours (2i, 2i + 1), that of
     * transformers (i, i + headSize / 2); the converter therefore interleaves the two halves of every head.
     */
    static RowOrder interleavedHalves(int headSize) {
        int half = headSize / 2;
        return row -> {
            int inHead = row % headSize;
            return row - inHead + (inHead % 2) * half + inHead / 2;
        };
    }
}
