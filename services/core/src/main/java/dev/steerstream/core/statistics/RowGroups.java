package dev.steerstream.core.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Numbers rows and prompt groups in the order they come. Not thread-safe: one thread. */
public final class RowGroups {
    private final Map<String, Integer> groupIndexes = new HashMap<>();
    private int[] rowsOfGroup = new int[16];
    private int rows;
    private int group = -1;

    /** A new row begins; all that follows belongs to it. */
    public void begin(String groupName) {
        group = groupIndexes.computeIfAbsent(groupName, name -> groupIndexes.size());
        if (group == rowsOfGroup.length) {
            rowsOfGroup = Arrays.copyOf(rowsOfGroup, 2 * group);
        }
        rowsOfGroup[group]++;
        rows++;
    }

    /** Index of the row in progress. */
    public int row() {
        return rows - 1;
    }

    /**
     * Index of the row's group.
     *
     * @throws IllegalStateException before the first row
     */
    public int group() {
        if (group < 0) {
            throw new IllegalStateException("No row has begun; name the row's group before its tokens.");
        }
        return group;
    }

    public int rows() {
        return rows;
    }

    public int groups() {
        return groupIndexes.size();
    }

    public int rowsOf(int groupIndex) {
        return rowsOfGroup[groupIndex];
    }
}
