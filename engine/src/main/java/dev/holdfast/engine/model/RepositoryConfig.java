package dev.holdfast.engine.model;

/**
 * What a repository's {@code config} file tells.
 *
 * @param version of the format; this program knows 1 and 2
 * @param id 64 hexadecimal digits, chosen at random
 * @param chunkerPolynomial where files are cut into blobs
 */
public record RepositoryConfig(int version, String id, long chunkerPolynomial) {
    /** This one, but cutting files where {@code other} does: what both hold is then equal blob by blob. */
    public RepositoryConfig cuttingAs(RepositoryConfig other) {
        return new RepositoryConfig(version, id, other.chunkerPolynomial);
    }
}
