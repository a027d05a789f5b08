package dev.holdfast.engine.files;

import dev.holdfast.engine.model.Metadata;
import dev.holdfast.engine.model.NodeType;
import dev.holdfast.engine.tree.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a regular file, opened by its path with plain Java. */
record PlainContent(Path file, PlainStatusReader reader) implements Content {
    @Override
    public String location() {
        return file.toString();
    }

    @Override
    public Reading open() throws IOException {
        // Opening a fifo would wait for ever, so what became of the file is looked at before.
        PlainStatus status = reader.read(file);
        if (status.type() != NodeType.FILE) {
            throw new IOException("it is no longer a file");
        }
        SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new OpenFile(channel, status.metadata());
    }

    private record OpenFile(SeekableByteChannel channel, Metadata metadata) implements Reading {
        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return channel.read(ByteBuffer.wrap(target, offset, length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
