// Every type of api.js is what openapi.json says: one that has a field too many, too few or of another kind does not compile.
import type * as Page from "../src/main/resources/static/js/api.js";
import type * as Api from "./target/openapi";

type Flat<T> = { [K in keyof T]: T[K] };
type Same<A, B> = [Flat<A>] extends [Flat<B>] ? ([Flat<B>] extends [Flat<A>] ? true : never) : never;

export const same: {
  Bird: Same<Page.Bird, Api.Bird>;
  DiscoveredBird: Same<Page.DiscoveredBird, Api.DiscoveredBird>;
  Prediction: Same<Page.Prediction, Api.Prediction>;
  Detection: Same<Page.Detection, Api.Detection>;
  Capture: Same<Page.Capture, Api.Capture>;
  CapturePage: Same<Page.CapturePage, Api.CapturePage>;
  MediaLinks: Same<Page.MediaLinks, Api.MediaLinks>;
  Device: Same<Page.Device, Api.Device>;
  DeviceHealth: Same<Page.DeviceHealth, Api.DeviceHealth>;
  DeviceKeyList: Same<Page.DeviceKeyList, Api.DeviceKeyList>;
  CreatedDeviceKey: Same<Page.CreatedDeviceKey, Api.CreatedDeviceKey>;
  DevicePage: Same<Page.DevicePage, Api.DevicePage>;
  CreatedDevice: Same<Page.CreatedDevice, Api.CreatedDevice>;
  Tokens: Same<Page.Tokens, Api.TokenAnswer>;
  SocketTicket: Same<Page.SocketTicket, Api.SocketTicket>;
  UploadAnswer: Same<Page.UploadAnswer, Api.UploadAnswer>;
} = {
  Bird: true, DiscoveredBird: true, Prediction: true, Detection: true, Capture: true, CapturePage: true, MediaLinks: true,
  Device: true, DeviceHealth: true, DeviceKeyList: true, CreatedDeviceKey: true, DevicePage: true, CreatedDevice: true, Tokens: true, SocketTicket: true, UploadAnswer: true,
};
