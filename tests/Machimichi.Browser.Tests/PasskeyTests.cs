using System.Text.Json;
using Microsoft.Playwright;

namespace Machimichi.Browser.Tests;

/// <summary>Passkeys with Chromium's own virtual authenticator.</summary>
public sealed class PasskeyTests(DemoProgram demo)
{
    [Fact]
    public async Task Somebody_adds_a_passkey_signs_out_and_comes_back_with_it()
    {
        await using var phone = await demo.Phone();
        var page = await demo.SignIn(phone, "crew", "me/account");
        var chromium = await phone.NewCDPSessionAsync(page);
        await chromium.SendAsync("WebAuthn.enable");
        await chromium.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = JsonSerializer.SerializeToElement(new { protocol = "ctap2", transport = "internal", hasResidentKey = true, hasUserVerification = true, isUserVerified = true, automaticPresenceSimulation = true }),
        });
        // A virtual authenticator might answer the offer in the address field by itself; here the button is tried.
        await page.AddInitScriptAsync("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
        await page.CheckAccess();
        await page.Locator("passkey-form[kind=create] button").ClickAsync();
        await Assertions.Expect(page.Locator("#passkeys button.stop")).ToHaveCountAsync(1);
        await page.CheckAccess();
        await page.Keep("phone-passkeys", documented: false);

        await page.GotoAsync(demo.At("me"));
        await page.Locator("form[action$='/sign-out'] button").ClickAsync();
        await page.GotoAsync(demo.At($"sign-in?to={Uri.EscapeDataString($"/{demo.Town}/crew")}"));
        var button = page.Locator("passkey-form[kind=get] button");
        await button.ClickAsync();
        await page.WaitForURLAsync(url => url.EndsWith("/crew", StringComparison.Ordinal));
    }
}
