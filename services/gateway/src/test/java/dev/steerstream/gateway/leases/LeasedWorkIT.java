package dev.steerstream.gateway.leases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.gateway.GatewayParts;
import dev.steerstream.gateway.leases.RowLeases.Held;
import dev.steerstream.schemas.Failure;
import dev.steerstream.work.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a table of its own, so that no driver of the gateway takes its rows. */
@QuarkusTest
@QuarkusTestResource(GatewayParts.class)
class LeasedWorkIT {
    @Inject
    Database database;

    private final RowLeases leases = new RowLeases("leased_work", "id");
    private final List<String> ended = new ArrayList<>();

    @BeforeEach
    void create() {
        database.useTransaction(handle -> handle.execute("create table leased_work (tenant text, id text,"
                + " created_at timestamptz default clock_timestamp(), fence bigint default 0, lease_owner text,"
                + " lease_expires_at timestamptz, ended_at timestamptz, primary key (tenant, id))"));
    }

    @AfterEach
    void drop() {
        database.useTransaction(handle -> handle.execute("drop table leased_work"));
    }

    private void rows(String tenant, int count) {
        database.useTransaction(handle -> handle.execute(
                "insert into leased_work (tenant, id) select ?, ? || n from generate_series(1, ?) n",
                tenant,
                tenant,
                count));
    }

    private LeasedWork work(RuntimeException thrown, List<Held> stepped) {
        return new LeasedWork(database, leases, "here", new LeasedWork.Step() {
            @Override
            public boolean goesOn(Held row) {
                stepped.add(row);
                if (thrown != null) throw thrown;
                return true;
            }

            @Override
            public void failed(Held row, Failure failure) {
                ended.add(row.id() + " " + failure.code());
            }
        });
    }

    @Test
    void oneTenantsManyRowsLeaveRoomForAnothers() {
        rows("busy", 80);
        rows("calm", 1);
        List<Held> stepped = new ArrayList<>();
        LeasedWork work = work(null, stepped);
        work.step();
        work.stop();
        assertThat(stepped)
                .extracting(row -> row.tenant().name())
                .containsExactlyInAnyOrder("busy", "calm", "busy", "busy", "busy");
    }

    @Test
    void whatTimeOrAnOperatorMendsIsWaitedFor() {
        rows("a", 1);
        List<Held> stepped = new ArrayList<>();
        LeasedWork full = work(new UncheckedIOException(new IOException("No space left on device")), stepped);
        full.step();
        full.step();
        assertThat(stepped).hasSize(2);
        full.stop();
        LeasedWork crowded = work(new IllegalStateException(new SQLException("too many clients", "53300")), stepped);
        crowded.step();
        crowded.stop();
        assertThat(stepped).hasSize(3);
        assertThat(ended).isEmpty();
        work(new IllegalStateException("broken"), stepped).step();
        assertThat(ended).containsExactly("a1 INTERNAL");
    }
}
