package dev.steerstream.tracker.login;

import dev.steerstream.work.database.Database;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads which tenants there are: those with a task, a dataset or a key. */
@Singleton
class TenantQueries {
    private static final int MOST = 200;

    private final Database database;

    TenantQueries(Database database) {
        this.database = database;
    }

    /** By name, at most {@value #MOST}. */
    List<String> tenants() {
        return database.read(
                handle -> handle.createQuery("select tenant from task union select tenant from dataset_submission"
                                + " union select tenant from api_keys where tenant is not null order by tenant limit "
                                + MOST)
                        .mapTo(String.class)
                        .list());
    }
}
