package dev.holdfast.engine.repo;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * This program as a repository sees it: who and where it is, its clock and its randomness.
 *
 * @param host this machine's name, written into snapshots and locks
 * @param user name of the user it runs as
 * @param pid its process
 * @param processes tells which processes of this machine live
 * @param zone offset for times in trees and snapshots
 */
public record Client(
        String host,
        String user,
        long uid,
        long gid,
        long pid,
        ProcessTable processes,
        InstantSource clock,
        ZoneId zone,
        SecureRandom random) {}
