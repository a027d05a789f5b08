package dev.holdfast.engine.repo;

/** What is known of this machine's processes; decides whether a lock's owner is provably dead. */
public interface ProcessTable {
    /** An id that changes with each start of the machine; empty if the system tells none. */
    String bootId();

    /** The number of the process name space that this program sees; 0 if the system tells none. */
    long processNamespace();

    /** Whether a process with this number exists in our name space. */
    boolean isAlive(long pid);

    /** When the process began, in a unit of the system's own; 0 if unknown. Tells a process from a later one with its number. */
    long startOf(long pid);
}
