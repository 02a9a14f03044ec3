package dev.chirp.audio.webm;

/** The elements that are looked at, RFC 9559 §5; all others are passed over. */
enum Element {
    SEGMENT(0x18538067, Form.MASTER),
    TRACKS(0x1654AE6B, Form.MASTER),
    TRACK_ENTRY(0xAE, Form.MASTER),
    TRACK_NUMBER(0xD7, Form.NUMBER),
    TRACK_TYPE(0x83, Form.NUMBER),
    CODEC_ID(0x86, Form.BINARY),
    CODEC_PRIVATE(0x63A2, Form.BINARY),
    CONTENT_ENCODINGS(0x6D80, Form.NUMBER),
    CLUSTER(0x1F43B675, Form.MASTER),
    SIMPLE_BLOCK(0xA3, Form.BLOCK),
    BLOCK_GROUP(0xA0, Form.MASTER),
    BLOCK(0xA1, Form.BLOCK),
    DISCARD_PADDING(0x75A2, Form.NUMBER),
    OTHER(0, Form.PASSED);

    final int id;
    final Form form;

    /** How the content of an element is read. */
    enum Form {
        /** Other elements, read as if they stood beside it: nothing here depends on where it ends. */
        MASTER,
        /** At most eight bytes; what is longer is passed over. */
        NUMBER,
        /** At most {@link WebmDemuxer#MAX_BINARY_BYTES}; what is longer is passed over. */
        BINARY,
        BLOCK,
        PASSED
    }

    Element(int id, Form form) {
        this.id = id;
        this.form = form;
    }

    static Element of(int id) {
        for (Element element : values()) {
            if (element.id == id) {
                return element;
            }
        }
        return OTHER;
    }
}
