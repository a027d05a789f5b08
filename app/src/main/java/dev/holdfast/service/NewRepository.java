package dev.holdfast.service;

import dev.holdfast.engine.backend.Backend;
import dev.holdfast.engine.chunk.Polynomial;
import dev.holdfast.engine.model.RepositoryConfig;
import dev.holdfast.engine.repo.Client;
import dev.holdfast.engine.repo.Repository;
import dev.holdfast.secret.Secret;
import java.util.HexFormat;

/** Makes repositories. */
final class NewRepository {
    private static final int VERSION = 2;
    private static final int ID_BYTES = 32;

    private NewRepository() {}

    static Repository create(Backend backend, Secret password, Client client) {
        byte[] id = new byte[ID_BYTES];
        client.random().nextBytes(id);
        RepositoryConfig config = new RepositoryConfig(
                VERSION,
                HexFormat.of().formatHex(id),
                Polynomial.random(client.random()).bits());
        return Repository.create(backend, password.toBytes(), config, client);
    }
}
