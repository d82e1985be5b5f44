package dev.steerstream.decoder;

import dev.steerstream.decoder.profile.AdapterShelf;
import dev.steerstream.work.artefacts.AdapterStore;
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

    /** @throws dev.steerstream.work.errors.SteerStreamException of kind user where the tenant has no such adapter */
    @Override
    public void attach(String tenant, String adapterDigest) {
        try {
            model.attach(adapterDigest, adapters.get(tenant, adapterDigest).files());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void detach(String adapterDigest) {
        model.detach(adapterDigest);
    }
}
