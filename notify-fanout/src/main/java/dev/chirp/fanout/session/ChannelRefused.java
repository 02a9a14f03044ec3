package dev.chirp.fanout.session;

/** Why a client does not get a channel. */
public final class ChannelRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    private ChannelRefused(String code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    /** There is no such channel. */
    public static ChannelRefused unknown() {
        return new ChannelRefused("unknown_channel", "there is no channel of this name");
    }

    /** It is not this user's; what exists and what is another's look the same. */
    public static ChannelRefused notAllowed() {
        return new ChannelRefused("not_allowed", "there is no such channel of this user");
    }

    String code() {
        return code;
    }
}
