package dev.holdfast.job;

/**
 * What holds in a repository before snapshots of jobs are forgotten there.
 *
 * @param keepAtLeast so many snapshots of each job stay whatever its retention says
 * @param onlyAfterVerified whether only those go that are older than a verified one
 * @param appendOnly whether nothing may be deleted from here at all
 */
public record Safeguards(int keepAtLeast, boolean onlyAfterVerified, boolean appendOnly) {
    public static final Safeguards NONE = new Safeguards(0, false, false);
}
