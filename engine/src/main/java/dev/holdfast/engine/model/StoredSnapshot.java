package dev.holdfast.engine.model;

/** A snapshot together with the name of its file. */
public record StoredSnapshot(ObjectId id, Snapshot snapshot) {}
