package dev.steerstream.work.datasets;

import dev.steerstream.schemas.Contracts;
import dev.steerstream.schemas.DatasetRow;
import dev.steerstream.schemas.DatasetSeal;
import dev.steerstream.schemas.MessageHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Collects a submission's rows from 0 on, so many and no more. For one thread. */
final class FirstRows {
    private final SealedSubmission sealed;
    private final int most;
    private final byte[] key;
    private final List<DatasetRow> rows = new ArrayList<>();

    FirstRows(SealedSubmission sealed, int most) {
        this.sealed = sealed;
        this.most = most;
        this.key = (sealed.tenant() + "/" + sealed.dataset()).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether nothing more is to come: there are enough, the seal was met, or the rows before this one are gone. */
    boolean complete(ConsumerRecord<byte[], byte[]> message) {
        if (!Arrays.equals(message.key(), key)) return false;
        String type = MessageHeaders.text(message.headers(), MessageHeaders.TYPE);
        if (MessageHeaders.type(DatasetSeal.class).equals(type)) {
            return Contracts.read(DatasetSeal.class, message.value())
                    .submission()
                    .equals(sealed.submission());
        }
        if (!MessageHeaders.type(DatasetRow.class).equals(type)) return false;
        DatasetRow row = Contracts.read(DatasetRow.class, message.value());
        if (!row.submission().equals(sealed.submission())) return false;
        if (row.row() != rows.size()) return true;
        rows.add(row);
        return rows.size() == most;
    }

    List<DatasetRow> rows() {
        return List.copyOf(rows);
    }
}
