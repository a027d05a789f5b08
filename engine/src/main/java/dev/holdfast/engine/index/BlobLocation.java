package dev.holdfast.engine.index;

import dev.holdfast.engine.model.ObjectId;
import dev.holdfast.engine.pack.PackedBlob;

/** A blob and the pack it lies in. */
public record BlobLocation(ObjectId pack, PackedBlob blob) {}
