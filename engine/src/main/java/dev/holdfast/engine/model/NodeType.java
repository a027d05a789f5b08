package dev.holdfast.engine.model;

import java.util.Optional;

/** What a node is; the word is the one in a tree's JSON. */
public enum NodeType {
    FILE("file"),
    DIRECTORY("dir"),
    SYMLINK("symlink"),
    BLOCK_DEVICE("dev"),
    CHARACTER_DEVICE("chardev"),
    FIFO("fifo"),
    SOCKET("socket"),
    IRREGULAR("irregular");

    private final String word;

    NodeType(String word) {
        this.word = word;
    }

    /** The word in a tree's JSON. */
    public String word() {
        return word;
    }

    /** The type with this word, if there is one. */
    public static Optional<NodeType> ofWord(String word) {
        for (NodeType type : values()) {
            if (type.word.equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
