package dev.steerstream.decoder;

import dev.steerstream.decoder.profile.AdapterShelf;
import dev.steerstream.model.ModelFailures;
import dev.steerstream.model.memory.MemoryBudgetException;
import dev.steerstream.work.artefacts.AdapterStore;
import dev.steerstream.work.errors.SteerStreamException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Brings adapters from Postgres, by digest and verified, to the model. */
final class StoredAdapters implements AdapterShelf.Places {
    private final BaseModel model;
    private final AdapterStore adapters;

    StoredAdapters(BaseModel model, AdapterStore adapters) {
        this.model = model;
        this.adapters = adapters;
    }

    /**
     * @throws SteerStreamException of kind user where the tenant has no such adapter, or where it can never fit into the memory budget; of kind
     *     transient where it fits once others are detached
     */
    @Override
    public void attach(String tenant, String adapterDigest) {
        try {
            model.attach(adapterDigest, adapters.get(tenant, adapterDigest).files());
        } catch (MemoryBudgetException full) {
            throw new SteerStreamException(ModelFailures.of(full).orElseThrow(), full);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void detach(String adapterDigest) {
        model.detach(adapterDigest);
    }
}
