package dev.chirp.fanout.hub;

import dev.chirp.fanout.channel.DurableChannel;
import dev.chirp.fanout.channel.LiveChannel;
import dev.chirp.fanout.channel.SnapshotChannel;
import dev.chirp.fanout.device.DeviceStates;
import dev.chirp.fanout.session.ChannelRefused;
import dev.chirp.fanout.session.Directory;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The channels of this platform: {@code user}, {@code presence:user} and {@code device:<uuid>}. */
final class ChannelDirectory implements Directory {
    private static final Pattern DEVICE =
            Pattern.compile("device:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

    private final DeviceStates devices;

    ChannelDirectory(DeviceStates devices) {
        this.devices = devices;
    }

    @Override
    public CompletableFuture<LiveChannel> find(long userId, String name) {
        Matcher device = DEVICE.matcher(name);
        if (device.matches()) {
            UUID id = UUID.fromString(device.group(1));
            return devices.isOwner(userId, id).thenApply(owner -> {
                if (!owner) {
                    throw ChannelRefused.notAllowed();
                }
                return SnapshotChannel.device(id);
            });
        }
        return switch (name) {
            case DurableChannel.USER -> CompletableFuture.completedFuture(DurableChannel.user(userId));
            case "presence:user" -> CompletableFuture.completedFuture(SnapshotChannel.presence(userId));
            default -> CompletableFuture.failedFuture(ChannelRefused.unknown());
        };
    }
}
